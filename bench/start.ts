import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureStart } from '../test/support/measure-start.ts';

/** How fast Coffer is ready on a data folder that exists, and what it takes while it waits. */
export async function benchStart(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-bench-'));
  try {
    const env = { COFFER_DATA_DIR: dataDir, COFFER_PORT: '0' };
    const { readyMs, idleMb } = await measureStart({ env, command: 'start' }, 9);
    const sorted = [...readyMs].sort((a, b) => a - b).map((ms) => Math.round(ms));
    console.log(
      `ready after  median ${sorted[4]} ms, fastest ${sorted[0]} ms, slowest ${sorted.at(-1)} ms (9 warm starts)`,
    );
    console.log(`idle memory  ${idleMb.toFixed(0)} MB resident`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

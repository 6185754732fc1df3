import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type StartOptions, startProcess } from './start-process.ts';

/** Resident memory of a process, as `ps` counts it. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

export interface StartFigures {
  /** From the start of the program to its ready line; the first one fills the caches and is left out. */
  readonly readyMs: readonly number[];
  /** Two seconds after the last start, with no request served. */
  readonly idleMb: number;
}

/** Starts the server `times` + 1 times on the same data. */
export async function measureStart(options: StartOptions, times: number): Promise<StartFigures> {
  const readyMs: number[] = [];
  let idleMb = Number.NaN;
  for (let start = 0; start <= times; start++) {
    const startedAt = performance.now();
    const instance = await startProcess(options);
    if (start > 0) readyMs.push(performance.now() - startedAt);
    if (start === times && instance.pid !== null) {
      await sleep(2000);
      idleMb = await residentMb(instance.pid);
    }
    await instance.stop();
  }
  return { readyMs, idleMb };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SweepReport } from '../../src/blobs/sweep-blobs.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createExpectations } from './expectations.ts';
import { checkStore } from './final-check.ts';
import { proxyOptions, startProxied } from './proxied.ts';
import type { Random } from './random.ts';
import { check, checkProxied, newTally, startClient, type Target, targetOf, type Workload } from './workload.ts';

export interface RaceOptions {
  readonly random: Random;
  readonly seconds: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RaceReport extends Workload {
  /** How often a server, or a sweeper, was killed. */
  readonly kills: number;
  /** What sweepers removed. */
  readonly swept: Pick<SweepReport, 'blobs' | 'orphans' | 'abandoned'>;
}

const sweeperFile = fileURLToPath(new URL('hasty-sweeper.ts', import.meta.url));
const clients = 6;

function startSweeper(env: Readonly<Record<string, string>>, onReport: (report: SweepReport) => void) {
  const child = spawn(process.execPath, [sweeperFile, JSON.stringify(env)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let [text, errors] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) onReport(JSON.parse(line) as SweepReport);
  });
  return {
    /** What it died of, if it was not this. */
    async kill(): Promise<string | null> {
      const failed = child.exitCode !== null;
      child.kill('SIGKILL');
      await ended;
      return failed ? `a sweeper failed: ${errors}` : null;
    },
  };
}

/** Kills one process after the other, for as long as `goesOn`; each is started again at once. */
async function killAround(
  servers: readonly TestServer[],
  restartSweeper: () => Promise<void>,
  goesOn: () => boolean,
  random: Random,
) {
  let kills = 0;
  for (; goesOn(); kills++) {
    await sleep(200 + random.whole(700));
    if (random.chance(0.3)) {
      await restartSweeper();
      continue;
    }
    const server = random.pick(servers);
    await server.kill();
    await server.restart();
  }
  return kills;
}

/** Two servers on one store, killed at random, and a sweeper that waits for nobody; clients use both. */
export async function race({ random, seconds, env = {} }: RaceOptions): Promise<RaceReport> {
  await using proxied = await startProxied(3);
  const load: Workload = {
    ...{ expectations: createExpectations(), tally: newTally(), problems: [], proxied: proxied.files, hasty: true },
    shared: Array.from({ length: 6 }, (_, i) => random.bytes(500 + i * 97)),
  };
  const { expectations, problems } = load;
  const options = { ...proxyOptions(proxied), process: true };
  const settings = { COFFER_DATA_DIR: await temporaryFolder('data'), ...env };
  const serverEnv = { ...settings, COFFER_LOG_LEVEL: 'error' };
  await using one = await startServer({ ...options, env: serverEnv });
  await using two = await startServer({ ...options, repositories: undefined as never, env: serverEnv });
  const targets: readonly Target[] = [await targetOf(one), await targetOf(two)];
  const swept = { blobs: 0, orphans: 0, abandoned: 0 };
  const sweep = () =>
    startSweeper(settings, ({ blobs, orphans, abandoned }) => {
      swept.blobs += blobs;
      swept.orphans += orphans;
      swept.abandoned += abandoned;
    });
  let sweeper = sweep();
  const endSweeper = async (): Promise<void> => {
    const failure = await sweeper.kill();
    if (failure !== null) problems.push(failure);
  };
  const restartSweeper = async (): Promise<void> => {
    await endSweeper();
    sweeper = sweep();
  };
  const until = performance.now() + seconds * 1000;
  const goesOn = (): boolean => performance.now() < until && problems.length === 0;
  const writing = Array.from({ length: clients }, async (_, i) => {
    const choice = random.fork();
    const client = startClient(load, () => choice.pick(targets), random.fork(), `c${i}`);
    while (goesOn()) await client.step();
  });
  const kills = await killAround([one, two], restartSweeper, goesOn, random);
  await Promise.all(writing);
  await endSweeper();
  for (const target of targets) problems.push(...(await check(target, expectations, expectations.paths())));
  await Promise.all([one.stop(), two.stop()]);
  problems.push(...(await checkStore(settings)));
  await one.restart();
  const [target] = targets;
  if (target !== undefined) {
    problems.push(...(await check(target, expectations, expectations.paths())));
    problems.push(...(await checkProxied(target, proxied.files)));
  }
  return { ...load, kills, swept };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { createExpectations } from './expectations.ts';
import { type FaultyServer, startFaultyServer } from './faulty-server.ts';
import { checkStore } from './final-check.ts';
import { type Kill, type Moment, steps } from './plan.ts';
import { proxyOptions, startProxied } from './proxied.ts';
import type { Random } from './random.ts';
import { check, checkProxied, newTally, startClient, type Target, targetOf, type Workload } from './workload.ts';

export interface KillOptions {
  readonly random: Random;
  /** How many times the server is killed. */
  readonly points: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly onRound?: (round: number, what: string) => void;
}

export interface KillReport extends Workload {
  readonly rounds: number;
  /** How often the server came to the step at which it was to die, of `planned` rounds; in the others it was killed later. */
  readonly reached: number;
  readonly planned: number;
  /** Changes of folders that power cuts undid. */
  readonly lostChanges: number;
}

const clients = 4;
const stepsPerRound = 25;
const olderPaths = 20;
/** How much of a server's log is worth reading. */
const logCharacters = 4000;

const moments = (step: Kill['step']): readonly Moment[] =>
  step.startsWith('write-') ? ['before', 'within', 'after'] : ['before', 'after'];

/** Every step, before and after: in the order of the steps, so that few rounds reach all. */
const named: readonly Omit<Kill, 'nth'>[] = steps.flatMap((step) => moments(step).map((moment) => ({ step, moment })));

/** Three in four times at a step, else whenever it happens. */
function chooseKill(round: number, random: Random): Kill | null {
  if (round % 4 === 3) return null;
  const point = named[(round - Math.floor(round / 4)) % named.length];
  if (point === undefined) return null;
  // A process makes each folder once, and few blobs are large.
  const seldom = { 'open-staging': 3, 'write-staging': 6, 'sync-staging': 3, place: 3 };
  const often = { ...seldom, 'make-slot': 1, 'sync-slot': 8, 'remove-blob': 3 }[point.step as string] ?? 20;
  return { ...point, nth: 1 + random.whole(often) };
}

async function work(faulty: FaultyServer, load: Workload, target: Target, random: Random, kill: Kill | null) {
  const unanswered = load.tally.unanswered;
  const ends = new AbortController();
  const timed = kill === null ? sleep(50 + random.whole(900), null, { signal: ends.signal }) : null;
  timed?.then(() => faulty.kill(null)).catch(() => {});
  faulty.arm();
  const running = Array.from({ length: clients }, async (_, i) => {
    const client = startClient(load, () => target, random.fork(), `c${i}-${random.whole(1e9)}`);
    for (let step = 0; step < stepsPerRound && load.tally.unanswered === unanswered; step++) await client.step();
  });
  await Promise.all(running);
  ends.abort();
}

/** Clients write while the server is killed, again and again; each time it starts, everything has to be as they were told. */
export async function killRounds({ random, points, env = {}, onRound = () => {} }: KillOptions): Promise<KillReport> {
  await using proxied = await startProxied(3);
  const load: Workload = {
    ...{ expectations: createExpectations(), tally: newTally(), problems: [] },
    proxied: proxied.files,
    hasty: false,
    shared: Array.from({ length: 6 }, (_, i) => random.bytes(500 + i * 97)),
  };
  const { expectations, problems } = load;
  let [lostChanges, reached, planned] = [0, 0, 0];
  await using faulty = await startFaultyServer({ ...proxyOptions(proxied), env });
  const target = await targetOf(faulty.server);
  const look = async (round: number, paths: readonly string[]): Promise<void> => {
    for (const problem of await check(target, expectations, paths)) problems.push(`round ${round}: ${problem}`);
  };
  for (let round = 0; round < points && problems.length === 0; round++) {
    const kill = chooseKill(round, random);
    const powerCut = random.chance(0.5) ? random.fork() : null;
    onRound(
      round,
      `${kill === null ? 'any time' : `${kill.moment} ${kill.step} ${kill.nth}`}${powerCut === null ? '' : ', power cut'}`,
    );
    await faulty.restart({ kill, noted: true });
    const older = expectations.paths();
    const some = older.length === 0 ? [] : Array.from({ length: olderPaths }, () => random.pick(older));
    await look(round, [...new Set([...expectations.takeTouched(), ...some])]);
    const { unanswered } = load.tally;
    await work(faulty, load, target, random, kill);
    if (kill !== null) planned++;
    if (kill !== null && load.tally.unanswered > unanswered) reached++;
    if (problems.length > 0) problems.push(`the server said: ${faulty.server.output().slice(-logCharacters)}`);
    lostChanges += await faulty.kill(powerCut);
  }
  await faulty.restart({});
  await look(points, expectations.paths());
  await faulty.server.stop();
  const settings = { COFFER_DATA_DIR: faulty.server.dataDir, ...env };
  problems.push(...(await checkStore(settings)));
  await faulty.restart({});
  await look(points + 1, expectations.paths());
  problems.push(...(await checkProxied(target, proxied.files)));
  return { ...load, rounds: points, reached, planned, lostChanges };
}

import { publishNpm } from '../test/support/publish-packages.ts';
import { startServer, type TestServer } from '../test/support/server.ts';
import { fillLists, type ListLengths } from './fill-lists.ts';
import { fillStore } from './fill-store.ts';
import { layOutLists, listPages } from './list-pages.ts';
import { median } from './median.ts';
import { undisturbed } from './stolen-time.ts';

const rounds = 9;
const times: Readonly<Record<string, number>> = { read: 200, publish: 40 };
const listTimes = 40;
const limits: Readonly<Record<string, number>> = { read: 1.2, publish: 1.3 };
const listLimit = 1.3;

/** The quota of repositories is 1000; the lists of other things are as long as anybody's. */
const sizes = [
  { versions: 10_000, domains: 200, repositories: 200, groups: 200, wideVersions: 1000 },
  { versions: 1_000_000, domains: 1000, repositories: 1000, groups: 10_000, wideVersions: 100_000 },
] as const satisfies readonly (ListLengths & { readonly versions: number })[];

async function timed(count: number, task: (i: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < count; i++) await task(i);
  return (performance.now() - started) / count;
}

interface Requests {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function request({ endpoint, headers }: Requests, path: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(`${endpoint}${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}`);
  await response.arrayBuffer();
}

async function requestsTo(server: TestServer): Promise<Requests> {
  const repository = server.repository('app');
  const headers = { authorization: `Bearer ${await repository.token()}` };
  return { endpoint: await repository.endpoint('generic'), headers };
}

const put = (requests: Requests, path: string): Promise<void> =>
  request(requests, path, { method: 'PUT', body: `bytes of ${path}` });

type Task = (i: number) => Promise<unknown>;

/** Every kind of request that is measured, to a server whose store is filled. */
async function tasksFor(server: TestServer): Promise<ReadonlyMap<string, Task>> {
  const requests = await requestsTo(server);
  return new Map<string, Task>([
    ['read', () => request(requests, 'bench/seed/1.0/file')],
    ['publish', (i) => put(requests, `bench/published/${i + 1000}/file`)],
    ...Object.entries(await listPages(server)),
  ]);
}

/** Packages by hand: what the filler multiplies, and what lists of one version show. */
async function publishSeeds(server: TestServer): Promise<void> {
  const requests = await requestsTo(server);
  for (const path of ['bench/seed/1.0/file', 'bench/wide/1.0/file']) await put(requests, path);
  const dependencies = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`part-${i}`, '^1.0.0']));
  await publishNpm(server, 'app', { name: 'left', version: '1.0.0', manifest: { dependencies } });
  for (let i = 0; i < 200; i++) await put(requests, `bench/many-assets/1.0/file-${i}?unfinished=true`);
}

/** A server whose store holds what `size` says. */
async function startFilled({ versions, ...lengths }: (typeof sizes)[number]): Promise<TestServer> {
  const server = await startServer({ process: true, repositories: { app: [] } });
  await publishSeeds(server);
  await layOutLists(server);
  await server.stop();
  const present = fillStore(server.dataDir, 1, versions);
  fillLists(server.dataDir, lengths);
  await server.restart();
  console.log(`A store of ${present} versions, ${lengths.wideVersions} of them of one package, is filled.`);
  return server;
}

interface Compared {
  /** Milliseconds of one. */
  readonly small: number;
  readonly large: number;
  readonly ratio: number;
}

/** Turn by turn, so that whatever else the machine does touches both alike. */
async function compare(count: number, small: Task, large: Task): Promise<Compared> {
  await timed(Math.ceil(count / 10), (i) => small(-1 - i));
  await timed(Math.ceil(count / 10), (i) => large(-1 - i));
  const seen = await undisturbed(rounds, async (round): Promise<Compared> => {
    const before = await timed(count, (i) => small(round * count + i));
    const after = await timed(count, (i) => large(round * count + i));
    return { small: before, large: after, ratio: after / before };
  });
  const middle = (kind: keyof Compared): number => median(seen.map((one) => one[kind]));
  return { small: middle('small'), large: middle('large'), ratio: middle('ratio') };
}

/** What requests cost in a store of a million versions, against one of ten thousand: encryption and audit on. */
export async function benchStore(): Promise<void> {
  const [few, many] = sizes;
  await using small = await startFilled(few);
  await using large = await startFilled(many);
  const tasks = await tasksFor(large);
  for (const [kind, task] of await tasksFor(small)) {
    const other = tasks.get(kind);
    if (other === undefined) throw new Error(`the large store has no '${kind}'`);
    const compared = await compare(times[kind] ?? listTimes, task, other);
    const limit = limits[kind] ?? listLimit;
    console.log(
      `${kind.padEnd(32)} ${compared.small.toFixed(2)} → ${compared.large.toFixed(2)} ms  ` +
        `${compared.ratio.toFixed(2)}× (at most ${limit}×)${compared.ratio > limit ? ' MISSED' : ''}`,
    );
  }
}

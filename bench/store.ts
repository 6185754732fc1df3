import { startServer, type TestServer } from '../test/support/server.ts';
import { fillStore } from './fill-store.ts';
import { median } from './median.ts';

/** Milliseconds of one of each kind of request, end to end. */
interface Costs {
  readonly read: number;
  readonly publish: number;
  readonly list: number;
}

const rounds = 3;
const times = { read: 500, publish: 100, list: 100 };
const limits: Readonly<Record<keyof Costs, number>> = { read: 1.2, publish: 1.3, list: 1.3 };

async function timed(count: number, task: (i: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < count; i++) await task(i);
  return (performance.now() - started) / count;
}

async function medianOf(count: number, task: (i: number) => Promise<unknown>): Promise<number> {
  await timed(Math.ceil(count / 10), (i) => task(-1 - i));
  const seen: number[] = [];
  for (let round = 0; round < rounds; round++) seen.push(await timed(count, (i) => task(round * count + i)));
  return median(seen);
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

const put = (requests: Requests, path: string): Promise<void> =>
  request(requests, path, { method: 'PUT', body: `bytes of ${path}` });

async function measure(server: TestServer, run: string): Promise<Costs> {
  const repository = server.repository('app');
  const requests = {
    endpoint: await repository.endpoint('generic'),
    headers: { authorization: `Bearer ${await repository.token()}` },
  };
  const where = { domain: server.domain, repository: 'app', format: 'generic' as const };
  const { nextToken } = await server.codeartifact.listPackages({ ...where, maxResults: 200 });
  return {
    read: await medianOf(times.read, () => request(requests, 'bench/seed/1.0/file')),
    publish: await medianOf(times.publish, (i) => put(requests, `bench/${run}/${i + 1000}/file`)),
    list: await medianOf(times.list, () =>
      server.codeartifact.listPackages({ ...where, maxResults: 100, ...(nextToken !== undefined && { nextToken }) }),
    ),
  };
}

/** What requests cost in a store of a million versions, against one of ten thousand: encryption and audit on. */
export async function benchStore(): Promise<void> {
  await using server = await startServer({ process: true, repositories: { app: [] } });
  const repository = server.repository('app');
  const headers = { authorization: `Bearer ${await repository.token()}` };
  await put({ endpoint: await repository.endpoint('generic'), headers }, 'bench/seed/1.0/file');
  const costs: Costs[] = [];
  for (const versions of [10_000, 1_000_000]) {
    await server.stop();
    const present = fillStore(server.dataDir, 1, versions);
    await server.restart();
    const measured = await measure(server, `size-${versions}`);
    costs.push(measured);
    const shown = Object.entries(measured).map(([kind, ms]) => `${kind} ${ms.toFixed(2)} ms`);
    console.log(`${String(present).padStart(9)} versions: ${shown.join(', ')} (medians of ${rounds})`);
  }
  const [small, large] = costs;
  if (small === undefined || large === undefined) return;
  for (const kind of ['read', 'publish', 'list'] as const) {
    const ratio = large[kind] / small[kind];
    console.log(
      `${kind.padEnd(8)} ${ratio.toFixed(2)}× (at most ${limits[kind]}×)${ratio > limits[kind] ? ' MISSED' : ''}`,
    );
  }
}

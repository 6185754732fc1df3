import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { startServer, type TestServer } from '../test/support/server.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { median } from './median.ts';
import { undisturbed } from './stolen-time.ts';

const seconds = 5;
let loads = 0;

async function compileShim(): Promise<string> {
  const shim = join(await temporaryFolder('shim'), 'slow-fsync.so');
  const source = fileURLToPath(new URL('slow-fsync.c', import.meta.url));
  await promisify(execFile)('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl']);
  return shim;
}

interface Load {
  readonly publishesASecond: number;
  readonly readerP99Ms: number;
}

async function load(server: TestServer, publishers: number): Promise<Load> {
  const repository = server.repository('app');
  const [endpoint, token] = [await repository.endpoint('generic'), await repository.token()];
  const headers = { authorization: `Bearer ${token}` };
  // As little work as can be: the client shares the cores with the server.
  const agent = new Agent({ keepAlive: true });
  const put = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const sending = request(`${endpoint}${path}`, { method: 'PUT', agent, headers }, (response) => {
        if (response.statusCode === 201) response.resume().on('end', resolve);
        else reject(new Error(`PUT ${path} answered ${response.statusCode}`));
      });
      sending.on('error', reject).end(path.padEnd(5000, '.'));
    });
  const run = `run-${++loads}`;
  await put(`bench/${run}/seed/file`);
  const end = performance.now() + seconds * 1000;
  let published = 0;
  const publish = async (publisher: number): Promise<void> => {
    for (let i = 0; performance.now() < end; i++) {
      await put(`bench/${run}-${publisher}/${i}/file`);
      published += 1;
    }
  };
  const reader = new Worker(new URL('./read-thread.ts', import.meta.url), {
    workerData: { url: `${endpoint}bench/${run}/seed/file`, headers, seconds },
  });
  const [[reads]] = await Promise.all([
    once(reader, 'message') as Promise<[number[]]>,
    ...Array.from({ length: publishers }, (_, i) => publish(i)),
  ]);
  agent.destroy();
  const sorted = reads.toSorted((a, b) => a - b);
  return {
    publishesASecond: published / seconds,
    readerP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}

interface Compared {
  readonly ours: Load;
  readonly onLoop: Load;
}

const preload = (): string => new URL('on-loop/preload.ts', import.meta.url).href;

function tell(compared: readonly Compared[], alone: Load): void {
  const middle = (of: (one: Compared) => number): number => median(compared.map(of));
  const rate = middle(({ ours }) => ours.publishesASecond);
  const onLoop = middle((one) => one.onLoop.publishesASecond);
  const times = compared.map(({ ours, onLoop: other }) => ours.publishesASecond / other.publishesASecond);
  const sorted = times.toSorted((a, b) => a - b).map((each) => each.toFixed(1));
  console.log(`1 publisher    ${alone.publishesASecond.toFixed(0)} publishes/s`);
  console.log(`32, each committing on the event loop  ${onLoop.toFixed(0)} publishes/s`);
  console.log(
    `32 publishers  ${rate.toFixed(0)} publishes/s: ${(rate / alone.publishesASecond).toFixed(1)}× one of them, ` +
      `${median(times).toFixed(1)}× committing on the event loop (at least 5×; in turns: ${sorted.join(', ')}); ` +
      `a reader's p99 ${middle(({ ours }) => ours.readerP99Ms).toFixed(1)} ms (at most 10), ` +
      `beside commits on the event loop ${middle((one) => one.onLoop.readerP99Ms).toFixed(0)} ms`,
  );
}

/**
 * Publishers on a disk whose every fsync takes 5 ms longer, and a reader beside them: encryption and audit on. In turns with
 * the same server that commits each write by itself on its event loop.
 */
export async function benchSlowDisk(): Promise<void> {
  const shim = await compileShim().catch((error: Error) => {
    console.log(`skipped: no C compiler (${error.message.split('\n', 1)[0]})`);
    return null;
  });
  if (shim === null) return;
  const start = (env: Readonly<Record<string, string>>): Promise<TestServer> =>
    startServer({
      process: true,
      repositories: { app: [] },
      env: { LD_PRELOAD: shim, COFFER_LOG_LEVEL: 'warn', ...env },
    });
  await using ours = await start({});
  await using onLoop = await start({ NODE_OPTIONS: `--import ${preload()}` });
  // Compiled by now: what is compared is how they write.
  for (const server of [ours, onLoop]) await load(server, 32);
  const alone = await load(ours, 1);
  const both = async (): Promise<Compared> => ({ ours: await load(ours, 32), onLoop: await load(onLoop, 32) });
  tell(await undisturbed(5, both), alone);
}

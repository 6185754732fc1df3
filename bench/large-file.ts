import { execFile } from 'node:child_process';
import { get, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { startServer } from '../test/support/server.ts';

const fileBytes = 5 * 1024 ** 3;
const chunk = Buffer.alloc(256 * 1024, 'bytes of a large file ');

async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

/** The most that the process grew to while the task ran, beyond `base`. */
async function growth(pid: number, base: number, task: () => Promise<void>): Promise<number> {
  let peak = base;
  let running = true;
  const weighing = (async () => {
    while (running) {
      peak = Math.max(peak, await residentMb(pid));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  try {
    await task();
  } finally {
    running = false;
  }
  await weighing;
  return peak - base;
}

function* content(sizeBytes: number): Generator<Buffer> {
  for (let sent = 0; sent < sizeBytes; sent += chunk.length) yield chunk;
}

type Headers = Readonly<Record<string, string>>;

async function put(url: string, headers: Headers, sizeBytes: number): Promise<void> {
  const sending = request(url, { method: 'PUT', headers: { ...headers, 'content-length': sizeBytes } });
  const answered = new Promise<number>((resolve, reject) => {
    sending.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
  });
  await pipeline(Readable.from(content(sizeBytes)), sending);
  if ((await answered) !== 201) throw new Error(`PUT answered ${await answered}`);
}

const read = (url: string, headers: Headers): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });

/** Publishes a file of 5 GB and reads it back, and weighs the server meanwhile: encryption on. */
export async function benchLargeFile(): Promise<void> {
  await using server = await startServer({ process: true, repositories: { app: [] } });
  const { pid } = server;
  if (pid === null) return;
  const repository = server.repository('app');
  const endpoint = await repository.endpoint('generic');
  const headers = { authorization: `Bearer ${await repository.token()}` };
  const base = await residentMb(pid);
  const url = `${endpoint}bench/large/1.0/file`;
  const publishing = await growth(pid, base, () => put(url, headers, fileBytes));
  const reading = await growth(pid, base, () => read(url, headers));
  console.log(
    `5 GB      +${publishing.toFixed(0)} MB to publish, +${reading.toFixed(0)} MB to read, ` +
      `beyond the ${base.toFixed(0)} MB of a server that has published nothing yet (at most 40)`,
  );
}

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

function* content(): Generator<Buffer> {
  for (let sent = 0; sent < fileBytes; sent += chunk.length) yield chunk;
}

/** Publishes a file of 5 GB and reads it back, and weighs the server meanwhile: encryption on. */
export async function benchLargeFile(): Promise<void> {
  await using server = await startServer({ process: true, repositories: { app: [] } });
  const { pid } = server;
  if (pid === null) return;
  const repository = server.repository('app');
  const url = `${await repository.endpoint('generic')}bench/large/1.0/file`;
  const headers = { authorization: `Bearer ${await repository.token()}` };
  const base = await residentMb(pid);
  const put = async (): Promise<void> => {
    const sending = request(url, { method: 'PUT', headers: { ...headers, 'content-length': fileBytes } });
    const answered = new Promise<number>((resolve, reject) => {
      sending.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
    await pipeline(Readable.from(content()), sending);
    if ((await answered) !== 201) throw new Error(`PUT answered ${await answered}`);
  };
  const read = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(url, { headers }, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
  const [publishing, reading] = [await growth(pid, base, put), await growth(pid, base, read)];
  console.log(`5 GB      +${publishing.toFixed(0)} MB to publish, +${reading.toFixed(0)} MB to read (at most 40)`);
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { TestServer } from './server.ts';

export interface StallFigures {
  /** The longest that /healthz took to answer. */
  readonly longestMs: number;
  /** Resident memory at its highest, beyond that of the beginning. */
  readonly addedMb: number;
}

async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

/** Asks the server, which has to be a process of its own, for /healthz every few milliseconds until `end` is called. */
export async function measureStalls({ url, pid }: TestServer): Promise<{ end(): Promise<StallFigures> }> {
  if (pid === null) throw new Error('stalls are measured of a server that is a process of its own');
  const asking = new Worker(new URL('./ask-health.ts', import.meta.url), { workerData: url });
  await once(asking, 'message');
  const base = await residentMb(pid);
  let [peak, running] = [base, true];
  const weighing = (async () => {
    while (running) {
      peak = Math.max(peak, await residentMb(pid));
      await sleep(50);
    }
  })();
  return {
    async end() {
      running = false;
      const answer = once(asking, 'message');
      asking.postMessage('end');
      const [longestMs] = (await answer) as [number];
      await weighing;
      return { longestMs, addedMb: peak - base };
    },
  };
}

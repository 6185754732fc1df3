import { execFile } from 'node:child_process';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
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

const ask = (url: string, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - started));
    }).on('error', reject);
  });

/** Asks the server, which has to be a process of its own, for /healthz every few milliseconds until `end` is called. */
export async function measureStalls({ url, pid }: TestServer): Promise<{ end(): Promise<StallFigures> }> {
  if (pid === null) throw new Error('stalls are measured of a server that is a process of its own');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const base = await residentMb(pid);
  let [longestMs, peak, running] = [0, base, true];
  const asking = (async () => {
    while (running) {
      longestMs = Math.max(longestMs, await ask(`${url}/healthz`, agent));
      await sleep(5);
    }
  })();
  const weighing = (async () => {
    while (running) {
      peak = Math.max(peak, await residentMb(pid));
      await sleep(50);
    }
  })();
  return {
    async end() {
      running = false;
      await Promise.all([asking, weighing]);
      agent.destroy();
      return { longestMs, addedMb: peak - base };
    },
  };
}

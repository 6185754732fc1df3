import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** Reads one address over and over, in a thread of its own, so that the other clients' work is not counted. */
const { url, headers, seconds } = workerData as {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
};
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const read = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent, headers }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - started));
    }).on('error', reject);
  });

const reads: number[] = [];
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  reads.push(await read());
  await new Promise((resolve) => setTimeout(resolve, 5));
}
agent.destroy();
parentPort?.postMessage(reads);

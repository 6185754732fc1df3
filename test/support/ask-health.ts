import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** A thread of its own, so that what keeps the test busy is not taken for a stall of the server. */
const url = `${workerData as string}/healthz`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const ask = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - started));
    }).on('error', reject);
  });

let running = true;
let longestMs = 0;
parentPort?.once('message', () => {
  running = false;
});
// The first answer opens the connection.
await ask();
parentPort?.postMessage('asking');
while (running) {
  longestMs = Math.max(longestMs, await ask());
  await sleep(5);
}
agent.destroy();
parentPort?.postMessage(longestMs);

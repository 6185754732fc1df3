import { Agent, get } from 'node:http';
import { startServer, type TestServer } from '../test/support/server.ts';
import { median } from './median.ts';
import { undisturbed } from './stolen-time.ts';

const assets = 2000;
const assetBytes = 4096;
const clients = 16;
const rounds = 5;

const read = (url: string, headers: Readonly<Record<string, string>>, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      if (response.statusCode === 200) response.resume().on('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    }).on('error', reject);
  });

/** Requests a second over all assets, each once. */
async function readAll(server: TestServer): Promise<number> {
  const repository = server.repository('app');
  const [endpoint, token] = [await repository.endpoint('generic'), await repository.token()];
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const headers = { authorization: `Bearer ${token}` };
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < assets) await read(`${endpoint}bench/asset/${next++}/file`, headers, agent);
    }),
  );
  agent.destroy();
  return (assets / (performance.now() - started)) * 1000;
}

async function fill(server: TestServer): Promise<void> {
  const repository = server.repository('app');
  const [endpoint, token] = [await repository.endpoint('generic'), await repository.token()];
  let next = 0;
  const put = async (): Promise<void> => {
    while (next < assets) {
      const i = next++;
      const body = `${i}`.padEnd(assetBytes, '.');
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${endpoint}bench/asset/${i}/file`, { method: 'PUT', headers, body });
      if (!response.ok) throw new Error(`PUT answered ${response.status}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: clients }, put));
}

/** Requests a second. */
interface Figures {
  readonly cold: number;
  readonly warm: number;
}

/** What encryption at rest costs small assets: read from disk after a start, and once they were read. Audit on. */
export async function benchEncryption(): Promise<void> {
  const env = (encryption: string) => ({ COFFER_ENCRYPTION: encryption, COFFER_LOG_LEVEL: 'warn' });
  await using on = await startServer({ process: true, repositories: { app: [] }, env: env('on') });
  await using off = await startServer({ process: true, repositories: { app: [] }, env: env('off') });
  for (const server of [on, off]) await fill(server);
  const readTwice = async (server: TestServer): Promise<Figures> => {
    await server.restart();
    return { cold: await readAll(server), warm: await readAll(server) };
  };
  const figures = await undisturbed(rounds, async () => ({ on: await readTwice(on), off: await readTwice(off) }));
  for (const kind of ['cold', 'warm'] as const) {
    const [encrypted, plain] = [median(figures.map((of) => of.on[kind])), median(figures.map((of) => of.off[kind]))];
    const cost = (1 - encrypted / plain) * 100;
    console.log(
      `${kind}  ${encrypted.toFixed(0)} requests/s encrypted, ${plain.toFixed(0)} plain: ${cost.toFixed(0)} % (at most 15 %)`,
    );
  }
}

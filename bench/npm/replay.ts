import { Agent, get } from 'node:http';
import { cpuSeconds, type Peer } from './peer.ts';

const sockets = 15;

export interface Replay {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const fetchAll = async (peer: Peer, paths: readonly string[], headers: Readonly<Record<string, string>>) => {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const read = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      get(`${peer.registry}${path}`, { agent, headers: { ...peer.headers, ...headers } }, (response) => {
        if (response.statusCode === 200) response.resume().on('end', resolve);
        else reject(new Error(`${peer.name} answered ${response.statusCode} for ${path}`));
      }).on('error', reject);
    });
  const pending = paths.values();
  await Promise.all(
    Array.from({ length: sockets }, async () => {
      for (const path of pending) await read(path);
    }),
  );
  agent.destroy();
};

/** What npm fetches for an application, as fast as 15 connections take it: packuments, then tarballs. */
export async function replay(peer: Peer, names: readonly string[], tarballs: readonly string[]): Promise<Replay> {
  const [started, used] = [performance.now(), await cpuSeconds(peer)];
  const accept = { accept: 'application/vnd.npm.install-v1+json', 'accept-encoding': 'gzip' };
  await fetchAll(
    peer,
    names.map((name) => name.replace('/', '%2f')),
    accept,
  );
  await fetchAll(peer, tarballs, {});
  return { wallMs: performance.now() - started, cpuMs: ((await cpuSeconds(peer)) - used) * 1000 };
}

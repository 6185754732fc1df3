import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { publishDocument, tarball } from '../../conformance/npm/raw-requests.ts';
import type { Peer } from './peer.ts';

export interface PublishFigures {
  readonly aSecond: number;
  readonly p99Ms: number;
}

interface Prepared {
  readonly name: string;
  readonly body: string;
}

/** A package with a tarball of about this many bytes, which nothing compresses further. */
export async function preparePackage(name: string, bytes: number): Promise<Prepared> {
  const files = { 'data.txt': randomBytes(bytes).toString('base64') };
  return { name, body: publishDocument({ name, bytes: await tarball({ name, version: '1.0.0' }, files) }) };
}

/** Made before the clock starts. */
export const preparePackages = (prefix: string, count: number, bytes: number): Promise<Prepared[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => preparePackage(`${prefix}-${i}`, bytes)));

const put = (peer: Peer, agent: Agent, { name, body }: Prepared): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { ...peer.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sending = request(`${peer.registry}${name}`, { method: 'PUT', agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().on('end', () => {
        if (statusCode < 300) resolve();
        else reject(new Error(`${peer.name} answered ${statusCode} to a publish of ${name}`));
      });
    });
    sending.on('error', reject).end(body);
  });

/** Publishes all, `atOnce` at a time over keep-alive connections. */
export async function publishAll(peer: Peer, packages: readonly Prepared[], atOnce: number): Promise<PublishFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const pending = packages.values();
  const times: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const prepared of pending) {
        const begun = performance.now();
        await put(peer, agent, prepared);
        times.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = times.toSorted((a, b) => a - b);
  return { aSecond: packages.length / seconds, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
}

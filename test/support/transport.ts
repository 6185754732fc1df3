import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, setGlobalProxyFromEnv } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { runClient } from './clients/run-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));
const suffix = 'd.example.test';

/** How the servers of this run are reached; `npm test` runs what is about npm packages over each of them. */
type TransportName = 'http' | 'https-path' | 'https-host';

export interface Transport {
  /** Settings of the server. */
  readonly server: Readonly<Record<string, string>>;
  /** What clients need to reach it and to trust it. */
  readonly client: Readonly<Record<string, string>>;
}

const plain: Transport = { server: {}, client: {} };

/** Names below the suffix lead to loopback, as the operator's DNS would lead to the server. */
async function startProxy(): Promise<string> {
  const proxy = createServer();
  proxy.on('connect', (request, client) => {
    const target = new URL(`https://${request.url}`);
    const host = target.hostname.endsWith(suffix) ? '127.0.0.1' : target.hostname;
    const upstream = connect(Number(target.port || 443), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const])
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
  });
  proxy.listen(0, '127.0.0.1').unref();
  await once(proxy, 'listening');
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

async function secure(hostStyle: boolean): Promise<Transport> {
  const folder = await temporaryFolder('tls');
  await runClient(process.execPath, [program, 'tls', '--host', `*.${suffix}`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, COFFER_DATA_DIR: folder },
  });
  const ca = join(folder, 'tls', 'ca.pem');
  setDefaultCACertificates([...getCACertificates('default'), await readFile(ca, 'utf8')]);
  const server = { COFFER_TLS_CERT: join(folder, 'tls', 'cert.pem'), COFFER_TLS_KEY: join(folder, 'tls', 'key.pem') };
  const trust = { NODE_EXTRA_CA_CERTS: ca, AWS_CA_BUNDLE: ca };
  if (!hostStyle) return { server, client: trust };
  const proxy = { HTTPS_PROXY: await startProxy(), NO_PROXY: '127.0.0.1,localhost,::1' };
  setGlobalProxyFromEnv(proxy);
  return {
    server: { ...server, COFFER_ENDPOINT_SUFFIX: suffix },
    client: { ...trust, ...proxy, YARN_HTTPS_PROXY: proxy.HTTPS_PROXY },
  };
}

let known: Promise<Transport> | null = null;

/** That of this run: what TEST_TRANSPORT says, plain http on loopback without it. */
export function transport(): Promise<Transport> {
  const name = (process.env['TEST_TRANSPORT'] ?? 'http') as TransportName;
  known ??= name === 'http' ? Promise.resolve(plain) : secure(name === 'https-host');
  return known;
}

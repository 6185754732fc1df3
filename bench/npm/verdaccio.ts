import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../scripts/run-command.ts';
import { freePort, startProgram } from '../../test/support/start-program.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { Peer } from './peer.ts';

const version = '6.10.4';
const folder = fileURLToPath(new URL('../../.cache/bench/verdaccio', import.meta.url));
const entry = join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');

async function install(): Promise<void> {
  if (existsSync(entry)) return;
  console.log(`Installing Verdaccio ${version} …`);
  await mkdir(folder, { recursive: true });
  // Its own range names a dist-tag that not every registry has.
  const manifest = { private: true, dependencies: { verdaccio: version }, overrides: { 'node-fetch': '2.7.0' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  const { code, output } = await runCommand('npm', ['install', ...options]);
  if (code !== 0) throw new Error(`Verdaccio could not be installed:\n${output}`);
}

/** In its own favour: few log lines, an uplink that is not asked again, or at all for what is published here, no limits of rate, cheap password hashes. */
const configuration = (storage: string, upstream: Peer): string => `
storage: ${join(storage, 'packages')}
auth: { htpasswd: { file: ${join(storage, 'htpasswd')}, max_users: 10, algorithm: bcrypt, rounds: 4 } }
uplinks:
  store:
    url: ${upstream.registry}
    maxage: 24h
    timeout: 120s
    headers: { authorization: "${upstream.headers['authorization']}" }
packages:
  'bench-verdaccio-*': { access: $all, publish: $authenticated, unpublish: $authenticated }
  '**': { access: $all, publish: $authenticated, unpublish: $authenticated, proxy: store }
server: { keepAliveTimeout: 60 }
userRateLimit: { windowMs: 1000, max: 100000 }
max_body_size: 300mb
web: { enable: false }
log: { type: stdout, format: json, level: warn }
`;

async function addUser(registry: string): Promise<string> {
  const [name, password] = ['bench', randomBytes(16).toString('hex')];
  const answer = await fetch(`${registry}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const { token } = (await answer.json()) as { token?: string };
  if (token === undefined) throw new Error(`Verdaccio gave no token: ${answer.status}`);
  return token;
}

export interface Verdaccio extends AsyncDisposable {
  readonly peer: Peer;
  /** With the same store; the peer has another process id afterwards. */
  restart(): Promise<Peer>;
}

/** Verdaccio in front of `upstream`, which it takes what it does not have from. */
export async function startVerdaccio(upstream: Peer): Promise<Verdaccio> {
  await install();
  const storage = await temporaryFolder('verdaccio');
  const config = join(storage, 'config.yaml');
  await writeFile(config, configuration(storage, upstream));
  const port = await freePort();
  const registry = `http://127.0.0.1:${port}/`;
  const start = () =>
    startProgram(process.execPath, [entry, '--config', config, '--listen', `127.0.0.1:${port}`], `${registry}-/ping`);
  let running = await start();
  const headers = { authorization: `Bearer ${await addUser(registry)}` };
  const peerOf = (): Peer => ({ name: 'Verdaccio', registry, headers, pid: running.pid });
  return {
    get peer() {
      return peerOf();
    },
    async restart() {
      await running.stop();
      running = await start();
      return peerOf();
    },
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const nodeClients = ['npm10', 'pnpm10', 'pnpm11', 'yarn1', 'yarn4', 'bun'] as const;
export const clientNames = [
  'aws',
  'boto3',
  'nginx',
  'npm',
  ...nodeClients,
  'cargo',
  'pip',
  'poetry',
  'python3',
  'twine',
  'uv',
] as const;
export type ClientName = (typeof clientNames)[number];

export interface FoundClient {
  readonly path: string;
  /** First line of what `--version` prints. */
  readonly version: string;
}

/** Where `npm run clients` puts the pinned Python clients; they come before what the machine has. */
export const clientsFolder = fileURLToPath(new URL('../../../.cache/clients', import.meta.url));
/** Where it puts the pinned clients of npm packages, each in a folder of its own name, which is the program's and its major version. */
export const nodeClientsFolder = fileURLToPath(new URL('../../../.cache/node-clients', import.meta.url));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function candidates(name: ClientName): string[] {
  if ((nodeClients as readonly string[]).includes(name))
    return [join(nodeClientsFolder, name, 'node_modules', '.bin', name.replace(/\d+$/, ''))];
  const program = name === 'boto3' ? 'python3' : name;
  return [join(clientsFolder, 'bin'), ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'].map((folder) =>
    join(folder, program),
  );
}

const probes: Readonly<Partial<Record<ClientName, readonly string[]>>> = {
  boto3: ['-c', 'import boto3; print(boto3.__version__)'],
  nginx: ['-v'],
};

const known = new Map<ClientName, FoundClient | null>();

/** The client if it is there and runs; a version manager's shim for something not installed does not count. */
export function findClient(name: ClientName): FoundClient | null {
  const found = known.get(name);
  if (found !== undefined) return found;
  const path = candidates(name).find(isExecutable);
  const probe = probes[name] ?? ['--version'];
  const tried = path === undefined ? null : spawnSync(path, probe, { encoding: 'utf8', timeout: 30_000 });
  const works = path !== undefined && tried?.status === 0;
  const client = works ? { path, version: (tried.stdout || tried.stderr).split('\n', 1)[0] ?? '' } : null;
  known.set(name, client);
  return client;
}

export function readClient(name: ClientName): FoundClient {
  const client = findClient(name);
  if (client === null) throw new Error(`${name} is not on this machine`);
  return client;
}

/** A suite that needs real clients: skipped by name where one is missing, failed in CI, which has to have them all. */
export function describeWithClients(clients: readonly ClientName[], name: string, body: () => void): void {
  const missing = clients.filter((client) => findClient(client) === null);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const reason = `missing: ${missing.join(', ')}`;
  if (process.env['CI'] !== 'true') {
    describe(name, { skip: reason }, body);
    return;
  }
  it(name, () => {
    throw new Error(`${reason} (CI has to have every client; see .ci/run)`);
  });
}

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Debian keeps the server's programs off the PATH, one folder a major version. */
async function findPrograms(): Promise<string | null> {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = (await readdir(root)).map(Number).filter((version) => version >= 15);
  return versions.length === 0 ? null : join(root, String(Math.max(...versions)), 'bin');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The server refuses to run as root: then it runs as the user that its package made. */
async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

export interface PostgresServer extends AsyncDisposable {
  /** Of its maintenance database. */
  readonly url: string;
  /** A new, empty database of this server. */
  createDatabase(): Promise<string>;
}

async function waitUntilUp(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (tries >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A new, empty database of the server; answers its URL. */
export async function createPostgresDatabase(url: string): Promise<string> {
  const name = `coffer_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/** A PostgreSQL server of the test's own, on a free loopback port; null where the machine has none. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const programs = await findPrograms();
  if (programs === null) return null;
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'coffer-postgres-'));
  if (user !== null) await chown(folder, user.uid, user.gid);
  const as = { ...(user ?? {}), cwd: folder };
  await run(join(programs, 'initdb'), ['-D', join(folder, 'data'), '-U', 'coffer', '-A', 'trust', '-E', 'UTF8'], as);
  const port = await freePort();
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder],
    {
      ...as,
      stdio: 'ignore',
    },
  );
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const urlOf = (database: string): string => `postgres://coffer@127.0.0.1:${port}/${database}`;
  await waitUntilUp(urlOf('postgres'));
  const url = urlOf('postgres');
  return {
    url,
    createDatabase: () => createPostgresDatabase(url),
    async [Symbol.asyncDispose]() {
      server.kill('SIGINT');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ClientHome, clientHome } from '../../test/support/clients/client-environment.ts';
import { findClient, readClient } from '../../test/support/clients/find-client.ts';
import { ClientFailure, runClient } from '../../test/support/clients/run-client.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { type CargoRegistry, startCargoRegistry } from './cargo-registry.ts';
import { accessOf, cofferAs, loggedIn, withPath } from './log-in.ts';

type Home = Pick<ClientHome, 'folder' | 'env'>;

function cargoIn({ folder, env }: Home, cwd: string, ...args: string[]) {
  // Where rustup keeps the compiler; without rustup it means nothing.
  const rustup = { RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup') };
  return runClient(readClient('cargo').path, args, { cwd: join(folder, cwd), env: { ...env, ...rustup } });
}

async function writeCrate({ folder }: Home, name: string, dependencies: string): Promise<void> {
  await mkdir(join(folder, name, 'src'), { recursive: true });
  await writeFile(join(folder, name, 'src', 'lib.rs'), '');
  const lines = [
    '[package]',
    `name = "${name}"`,
    'version = "0.1.0"',
    'edition = "2021"',
    '[dependencies]',
    dependencies,
  ];
  await writeFile(join(folder, name, 'Cargo.toml'), `${lines.join('\n')}\n`);
}

/** Downloads the crate into an empty cache. */
async function fetchCrate(home: Home): Promise<void> {
  await writeCrate(home, 'user', 'acme-left = { version = "0.1.0", registry = "app" }');
  await rm(join(home.folder, 'user', 'Cargo.lock'), { force: true });
  for (const part of ['index', 'cache', 'src'])
    await rm(join(home.env['CARGO_HOME'] ?? '', 'registry', part), { recursive: true, force: true });
  await cargoIn(home, 'user', 'fetch');
}

const inHome = ({ folder, home, env }: ClientHome): ClientHome => ({
  folder,
  home,
  env: { ...env, CARGO_HOME: join(home, '.cargo') },
});

describe('cargo', { skip: findClient('cargo') === null ? 'missing: cargo' : false }, () => {
  let registry: CargoRegistry;
  let server: TestServer;
  before(async () => {
    registry = await startCargoRegistry();
    server = await startServer({ repositories: { app: [] }, env: { COFFER_PUBLIC_URL: registry.url } });
    registry.checkAt(`${server.url}/npm/d/acme-111122223333/app/-/whoami`);
    const maker = inHome(await clientHome('crate'));
    await writeCrate(maker, 'acme-left', '');
    await cargoIn(maker, 'acme-left', 'package', '--no-verify', '--allow-dirty');
    const packed = join(maker.folder, 'acme-left', 'target', 'package', 'acme-left-0.1.0.crate');
    registry.serve('acme-left', '0.1.0', await readFile(packed));
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });

  it('downloads with what coffer login wrote', async () => {
    const home = inHome(await loggedIn(server, 'cargo'));
    await fetchCrate(home);
    const credentials = await readFile(join(home.home, '.cargo', 'credentials.toml'), 'utf8');
    assert.ok(credentials.includes(`"${registry.tokens.at(-1)}"`));
  });

  describe('with coffer for its credential provider', () => {
    let home: ClientHome;
    before(async () => {
      const logged = inHome(await loggedIn(server, 'cargo'));
      await rm(join(logged.home, '.cargo', 'credentials.toml'));
      const bin = await cofferAs('coffer', logged.folder);
      home = { ...logged, env: { ...withPath(logged.env, bin), ...accessOf(server) } };
      const path = join(home.home, '.cargo', 'config.toml');
      const config = await readFile(path, 'utf8');
      await writeFile(path, config.replace('["cargo:token"]', '["coffer", "--duration-seconds", "1000"]'));
    });

    const kept = () => join(home.home, '.cache', 'coffer', 'tokens');
    const change = async (edit: (text: string) => string): Promise<void> => {
      const [name = ''] = await readdir(kept());
      await writeFile(join(kept(), name), edit(await readFile(join(kept(), name), 'utf8')));
    };

    it('asks for a token once, and keeps it for its user alone', async () => {
      await fetchCrate(home);
      const count = registry.tokens.length;
      await fetchCrate(home);
      assert.equal(registry.tokens.length, count);
      const [name = '', ...more] = await readdir(kept());
      assert.deepEqual(more, []);
      assert.equal((await stat(join(kept(), name))).mode & 0o777, 0o600);
      const { token, issuedAt, expiresAt } = JSON.parse(await readFile(join(kept(), name), 'utf8'));
      assert.equal(token, registry.tokens.at(-1));
      assert.ok(Math.abs(expiresAt - issuedAt - 1_000_000) < 2000);
    });

    it('gets another shortly before the end, and when what it kept cannot be read', async () => {
      const count = registry.tokens.length;
      // As if most of its 1000 seconds were over.
      await change((text) =>
        text.replace(/"(issued|expires)At":(\d+)/g, (_, what, at) => `"${what}At":${at - 950_000}`),
      );
      await fetchCrate(home);
      assert.equal(registry.tokens.length, count + 1);
      await change((text) => text.slice(0, 20));
      await fetchCrate(home);
      assert.equal(registry.tokens.length, count + 2);
    });

    it('forgets it by cargo logout', async () => {
      await cargoIn(home, 'user', 'logout', '--registry', 'app');
      assert.deepEqual(await readdir(kept()), []);
    });

    it('says why there is no token', async () => {
      const env = { ...home.env, AWS_SECRET_ACCESS_KEY: 'wrong' };
      await assert.rejects(fetchCrate({ ...home, env }), (error: ClientFailure) => {
        assert.ok(error instanceof ClientFailure);
        assert.match(error.run.stderr, /signature we calculated does not match/);
        return true;
      });
    });
  });
});

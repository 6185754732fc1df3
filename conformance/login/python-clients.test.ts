import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ClientHome } from '../../test/support/clients/client-environment.ts';
import { type ClientName, describeWithClients, readClient } from '../../test/support/clients/find-client.ts';
import { runClient } from '../../test/support/clients/run-client.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { accessOf, cofferAs, loggedIn, withPath } from './log-in.ts';

const wheelMaker = fileURLToPath(new URL('../../test/support/clients/make_wheel.py', import.meta.url));

const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_ROOT_USER_ACTION: 'ignore' };

function clientsIn({ folder, env }: Pick<ClientHome, 'folder' | 'env'>, cwd = folder) {
  const run = (client: ClientName, ...args: string[]) =>
    runClient(readClient(client).path, args, { cwd, env: { ...env, ...quiet } });
  return {
    run,
    makeWheel: async (name: string) => (await run('python3', wheelMaker, folder, name, '1.0.0')).stdout.trim(),
    pip: (name: string) => run('pip', 'install', '--no-cache-dir', '--target', join(folder, 'site'), name),
    uv: (name: string) => run('uv', 'pip', 'install', '--no-cache', '--target', join(folder, 'site'), name),
    installed: () => readdir(join(folder, 'site')),
  };
}

describeWithClients(
  ['pip', 'poetry', 'python3', 'twine', 'uv'],
  'clients of Python packages, logged in by coffer',
  () => {
    let server: TestServer;
    before(async () => {
      server = await startServer({ repositories: { app: [] } });
    });
    after(() => server[Symbol.asyncDispose]());

    it('twine publishes, pip installs', async () => {
      const publisher = clientsIn(await loggedIn(server, 'twine'));
      await publisher.run('twine', 'upload', '--repository', 'codeartifact', await publisher.makeWheel('by-twine'));
      const reader = clientsIn(await loggedIn(server, 'pip'));
      await reader.pip('by-twine');
      assert.ok((await reader.installed()).includes('by_twine'));
    });

    it('uv publishes, installs and locks', async () => {
      const home = await loggedIn(server, 'uv');
      const uv = clientsIn(home);
      await uv.run('uv', 'publish', '--index', 'coffer', await uv.makeWheel('by-uv'));
      await uv.uv('by-uv');
      assert.ok((await uv.installed()).includes('by_uv'));
      await uv.run('uv', 'init', '--bare', '--no-workspace', '--name', 'app');
      await uv.run('uv', 'add', '--no-sync', 'by-uv');
      const lock = await readFile(join(home.folder, 'uv.lock'), 'utf8');
      assert.match(lock, /name = "by-uv"/);
      assert.doesNotMatch(lock, /eyJ|aws:/);
    });

    it('poetry publishes, and adds from its source', async () => {
      const home = await loggedIn(server, 'poetry');
      const cwd = join(home.folder, 'by_poetry');
      await mkdir(cwd);
      const { run } = clientsIn(home, cwd);
      await run('poetry', 'init', '--no-interaction', '--name', 'by_poetry');
      await writeFile(join(cwd, 'by_poetry.py'), '');
      await run('poetry', 'build', '--format', 'wheel');
      await run('poetry', 'publish', '--repository', 'coffer');
      const app = join(home.folder, 'app');
      await mkdir(app);
      const other = clientsIn(home, app);
      await other.run('poetry', 'init', '--no-interaction', '--name', 'app');
      const simple = new URL('simple/', await server.repository('app').endpoint('pypi')).href;
      await other.run('poetry', 'source', 'add', 'coffer', simple);
      await other.run('poetry', 'add', '--lock', 'by_poetry');
      assert.match(await readFile(join(app, 'poetry.lock'), 'utf8'), /name = "by-poetry"[\s\S]*reference = "coffer"/);
    });

    for (const [client, option] of [
      ['pip', { PIP_KEYRING_PROVIDER: 'subprocess' }],
      ['uv', { UV_KEYRING_PROVIDER: 'subprocess' }],
    ] as const)
      it(`${client} asks coffer for the token by way of keyring`, async () => {
        const publisher = clientsIn(await loggedIn(server, 'twine'));
        const name = `for-${client}`;
        await publisher.run('twine', 'upload', '--repository', 'codeartifact', await publisher.makeWheel(name));
        const index = new URL('simple/', await server.repository('app').endpoint('pypi'));
        index.username = 'aws';
        const { folder, env } = await loggedIn(server, 'npm');
        const bin = await cofferAs('keyring', folder, 'credential-helper', '--protocol', 'keyring');
        const addresses = { PIP_INDEX_URL: index.href, UV_DEFAULT_INDEX: index.href };
        const reader = clientsIn({
          folder,
          env: { ...withPath(env, bin), ...accessOf(server), ...addresses, ...option },
        });
        await reader[client](name);
        assert.ok((await reader.installed()).includes(name.replace('-', '_')));
      });
  },
);

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { ClientHome } from '../../test/support/clients/client-environment.ts';
import { describeWithClients, readClient } from '../../test/support/clients/find-client.ts';
import type { NodeClient } from '../../test/support/clients/npm.ts';
import { runClient } from '../../test/support/clients/run-client.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { commandsOf } from '../npm/client-commands.ts';
import { loggedIn } from './log-in.ts';

const tools: Readonly<Record<NodeClient, string>> = {
  ...{ npm: 'npm', npm10: 'npm', pnpm10: 'pnpm', pnpm11: 'pnpm', yarn1: 'yarn', yarn4: 'yarn', bun: 'bun' },
};

/** Nothing of this has to do with registries. */
const quiet = {
  npm_config_update_notifier: 'false',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_NODE_LINKER: 'node-modules',
  YARN_NPM_MINIMAL_AGE_GATE: '0',
};

/** Runs the client in a new project below the home. */
async function project(client: NodeClient, { folder, env }: ClientHome, manifest: object) {
  const cwd = join(folder, `project-${Object.keys(manifest).length}`);
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), JSON.stringify(manifest));
  // Yarn 4 goes up to the next project otherwise.
  if (client === 'yarn4') await writeFile(join(cwd, 'yarn.lock'), '');
  // It lets new versions of a scope rest for a day, whatever is said for all packages.
  if (client === 'yarn4') await writeFile(join(cwd, '.yarnrc.yml'), 'npmScopes: { acme: { npmMinimalAgeGate: 0 } }\n');
  const run = (args: readonly string[]) => runClient(readClient(client).path, args, { cwd, env: { ...env, ...quiet } });
  return { cwd, run };
}

for (const client of Object.keys(tools) as NodeClient[])
  describeWithClients([client], `${client}, logged in by coffer`, () => {
    const commands = commandsOf[client];
    let server: TestServer;
    before(async () => {
      server = await startServer({ repositories: { app: [] } });
    });
    after(() => server[Symbol.asyncDispose]());

    async function publishAndInstall(name: string, ...args: string[]): Promise<void> {
      const home = await loggedIn(server, tools[client], ...args);
      const library = await project(client, home, { name, version: '1.0.0', license: 'MIT' });
      if (commands.prepare !== null) await library.run(commands.prepare);
      await library.run(commands.publish);
      const app = await project(client, home, { name: 'app', version: '1.0.0', license: 'MIT', private: true });
      await app.run([...commands.add, `${name}@1.0.0`]);
      const installed = await readFile(join(app.cwd, 'node_modules', name, 'package.json'), 'utf8');
      assert.equal((JSON.parse(installed) as { version: string }).version, '1.0.0');
    }

    it('publishes and installs', () => publishAndInstall('left'));
    it('publishes and installs a scope', () => publishAndInstall('@acme/right', '--namespace', 'acme'));
  });

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { loginOf, type NodeClient, nodeProject } from '../../test/support/clients/npm.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer } from '../../test/support/server.ts';
import { commandsOf } from './client-commands.ts';

const failsSaying = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ClientFailure, String(error));
  assert.match(error.message, words);
  return true;
};

const user = { name: 'user', version: '1.0.0', private: true };
const clients = Object.keys(commandsOf) as NodeClient[];

for (const client of clients) {
  const commands = commandsOf[client];

  describeWithClients([client], `${client} against this server`, () => {
    it('publishes, is refused a second time, tells what is there, audits', async () => {
      await using server = await startServer({ repositories: { app: [] } });
      const app = server.repository('app');
      const manifest = { name: '@acme/hello', version: '1.0.0', description: 'Says hello', license: 'MIT' };
      const author = await nodeProject(client, manifest, app);
      await author.write('index.js', "module.exports = 'hello';\n");
      if (commands.prepare !== null) await author.run(...commands.prepare);
      await author.run(...commands.publish);
      await author.write('index.js', 'other');
      await assert.rejects(author.run(...commands.publish), failsSaying(/previously published|EPUBLISHCONFLICT|409/));
      assert.match((await author.run(...commands.info, '@acme/hello')).stdout, /Says hello/);
      if (commands.whoAmI !== null) assert.match((await author.run(...commands.whoAmI)).stdout, /admin/);
      if (commands.addTag !== null) await author.run(...commands.addTag, '@acme/hello@1.0.0', 'beta');
      const wanted = commands.addTag === null ? 'latest' : 'beta';
      const project = await nodeProject(client, user, app);
      if (client === 'yarn4')
        await project.write('.yarnrc.yml', `${await project.read('.yarnrc.yml')}npmMinimalAgeGate: 0\n`);
      await project.run(...commands.add, `@acme/hello@${wanted}`);
      assert.equal(await project.installed('@acme/hello'), '1.0.0');
      if (commands.audit !== null) await project.run(...commands.audit);
    });

    it('installs through a chain of upstreams, and again once the upstream is gone', async () => {
      await using upstream = await startFakeUpstream();
      const dependencies = { '@scope/right': '^2.0.0' };
      await publishNpm(upstream, { name: 'left', version: '1.0.0', manifest: { dependencies } });
      await publishNpm(upstream, { name: '@scope/right', version: '2.1.0' });
      await using server = await startServer({
        repositories: { store: [], team: ['store'], app: ['team'] },
        connections: { store: 'public:npmjs' },
        externalConnections: { 'public:npmjs': upstream.url.href },
      });
      const first = await nodeProject(client, user, server.repository('app'));
      await first.run(...commands.add, 'left@^1.0.0');
      assert.deepEqual([await first.installed('left')], ['1.0.0']);
      const lock = await first.read(commands.lockFile);
      for (const secret of [upstream.url.host, await server.token(), '_authToken'])
        assert.ok(!lock.includes(secret), `the lock file holds ${secret}:\n${lock}`);

      await upstream[Symbol.asyncDispose]();
      const later = await nodeProject(client, user, server.repository('app'));
      await later.write('package.json', await first.read('package.json'));
      await later.write(commands.lockFile, lock);
      await later.run(...commands.installLocked);
      assert.equal(await later.installed('left'), '1.0.0');
      assert.equal(await later.read(commands.lockFile), lock);
    });

    it('says what is wrong with a token, and with a package that is nowhere', async () => {
      await using server = await startServer({ repositories: { app: [] } });
      const app = server.repository('app');
      const project = await nodeProject(client, user, app);
      await assert.rejects(project.run(...commands.add, 'missing'), failsSaying(/404|not found|does not exist/i));
      const { path, lines } = loginOf(client)(await app.endpoint('npm'), 'wrong');
      await project.write(path, `${lines.join('\n')}\n`);
      await assert.rejects(
        project.run(...commands.add, 'missing'),
        failsSaying(/401|unauthori[sz]ed|authenticat|token/i),
      );
    });
  });
}

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { startServer } from '../../test/support/server.ts';

const failsSaying = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ClientFailure, String(error));
  assert.match(error.message, words);
  return true;
};

describeWithClients(['npm'], 'publishing with npm', () => {
  for (const name of ['hello', '@acme/hello'])
    it(`publishes ${name}, shows it and installs it`, async () => {
      await using server = await startServer({ repositories: { app: [] } });
      const author = await npmProject(
        { name, version: '1.0.0', description: 'Says hello', license: 'MIT', bin: './cli.js' },
        server.repository('app'),
      );
      await author.write('index.js', "module.exports = 'hello';\n");
      await author.write('cli.js', '#!/usr/bin/env node\nconsole.log(1)\n');
      await author.write('README.md', '# Hello\n');
      await author.npm('publish');
      const user = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
      await user.npm('install', name);
      assert.equal(await user.installed(name), '1.0.0');
      assert.ok((await user.read('node_modules/.bin/hello')).includes('console.log'));
      assert.match((await user.npm('view', name)).stdout, /Says hello/);
      const lock = await user.read('package-lock.json');
      assert.doesNotMatch(lock, /_authToken|eyJ/);
      await user.npm('ci');
      assert.equal(await user.read('package-lock.json'), lock);
    });

  it('refuses a version that exists, with the same bytes too', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const author = await npmProject({ name: 'hello', version: '1.0.0' }, server.repository('app'));
    await author.npm('publish');
    await assert.rejects(author.npm('publish'), failsSaying(/cannot publish over the previously published versions/i));
    await author.write('index.js', 'other');
    await assert.rejects(author.npm('publish'), failsSaying(/cannot publish over the previously published versions/i));
  });

  it('sets and removes tags', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const author = await npmProject({ name: '@acme/hello', version: '1.0.0' }, server.repository('app'));
    await author.npm('publish');
    await author.npm('version', '2.0.0-rc.1', '--no-git-tag-version');
    await author.npm('publish', '--tag', 'next');
    await author.npm('dist-tag', 'add', '@acme/hello@2.0.0-rc.1', 'beta');
    const tags = async (): Promise<string> => (await author.npm('dist-tag', 'ls', '@acme/hello')).stdout;
    assert.equal(await tags(), 'beta: 2.0.0-rc.1\nlatest: 1.0.0\nnext: 2.0.0-rc.1\n');
    await author.npm('dist-tag', 'rm', '@acme/hello', 'beta');
    assert.equal(await tags(), 'latest: 1.0.0\nnext: 2.0.0-rc.1\n');
    const user = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    await user.npm('install', '@acme/hello@next');
    assert.equal(await user.installed('@acme/hello'), '2.0.0-rc.1');
  });

  it('deprecates and undeprecates', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const author = await npmProject({ name: 'hello', version: '1.0.0' }, server.repository('app'));
    await author.npm('publish');
    await author.npm('deprecate', 'hello@1.0.0', 'use goodbye');
    const user = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    assert.match((await user.npm('install', 'hello')).stderr, /use goodbye/);
    await author.npm('deprecate', 'hello@1.0.0', '');
    assert.equal((await author.npm('view', 'hello', 'deprecated')).stdout, '');
  });

  it('unpublishes one version, then the package', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const author = await npmProject({ name: 'hello', version: '1.0.0' }, server.repository('app'));
    await author.npm('publish');
    await author.npm('version', '1.1.0', '--no-git-tag-version');
    await author.npm('publish');
    await author.npm('unpublish', 'hello@1.1.0', '--force');
    assert.deepEqual([JSON.parse((await author.npm('view', 'hello', 'versions', '--json')).stdout)].flat(), ['1.0.0']);
    await author.npm('unpublish', 'hello', '--force');
    await assert.rejects(author.npm('view', 'hello'), failsSaying(/E404/));
  });

  it('tells who it is, answers a ping, audits and logs out', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const project = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    assert.equal((await project.npm('whoami')).stdout.trim(), 'admin');
    await project.npm('ping');
    await project.npm('install', '--package-lock-only');
    assert.match((await project.npm('audit')).stdout, /found 0 vulnerabilities/);
    await project.npm('logout');
    await assert.rejects(project.npm('whoami'), failsSaying(/ENEEDAUTH|E401/));
  });

  it('says what is wrong with missing and wrong credentials, and with a package that is nowhere', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const endpoint = await server.repository('app').endpoint('npm');
    const anonymous = await npmProject({ name: 'user', version: '1.0.0' }, null);
    await anonymous.write('.npmrc', `registry=${endpoint}\nfetch-retries=0\n`);
    await assert.rejects(anonymous.npm('install', 'hello'), failsSaying(/E401/));
    await anonymous.write('.npmrc', `registry=${endpoint}\n${endpoint.replace('http:', '')}:_authToken=wrong\n`);
    await assert.rejects(anonymous.npm('view', 'hello'), failsSaying(/E401[\s\S]*not one of this server|E401/));
    const project = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    await assert.rejects(project.npm('install', 'missing'), failsSaying(/E404/));
  });
});

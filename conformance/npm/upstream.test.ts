import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer } from '../../test/support/server.ts';

const chain = ({ href }: URL) => ({
  repositories: { store: [], team: ['store'], app: ['team'] },
  connections: { store: 'public:npmjs' },
  externalConnections: { 'public:npmjs': href },
});

describeWithClients(['npm'], 'npm through a chain of upstreams', () => {
  it('installs what an upstream has, and again once the upstream is gone', async () => {
    await using upstream = await startFakeUpstream();
    await publishNpm(upstream, {
      name: 'left',
      version: '1.0.0',
      manifest: { dependencies: { '@scope/right': '^2.0.0' } },
    });
    await publishNpm(upstream, { name: '@scope/right', version: '2.1.0' });
    await using server = await startServer(chain(upstream.url));
    const first = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    await first.npm('install', 'left');
    assert.deepEqual([await first.installed('left'), await first.installed('@scope/right')], ['1.0.0', '2.1.0']);
    const lock = await first.read('package-lock.json');
    assert.ok(!lock.includes(upstream.url.host), 'the lock file names the upstream');

    await upstream[Symbol.asyncDispose]();
    const later = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    await later.npm('install', 'left');
    assert.equal(await later.installed('@scope/right'), '2.1.0');
    assert.equal(await later.read('package-lock.json'), lock);
  });

  it('keeps what was served in the asking repository and in the one with the connection, nowhere between', async () => {
    await using upstream = await startFakeUpstream();
    await publishNpm(upstream, { name: 'left', version: '1.0.0' });
    await using server = await startServer(chain(upstream.url));
    const project = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    await project.npm('install', 'left');
    const kept = async (repository: string): Promise<number> =>
      (await server.codeartifact.listPackages({ domain: server.domain, repository })).packages?.length ?? 0;
    assert.deepEqual([await kept('app'), await kept('team'), await kept('store')], [1, 0, 1]);
    const { packageVersion } = await server.codeartifact.describePackageVersion({
      ...{ domain: server.domain, repository: 'app', format: 'npm', package: 'left', packageVersion: '1.0.0' },
    });
    assert.equal(packageVersion?.origin?.originType, 'EXTERNAL');
  });
});

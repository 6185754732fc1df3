import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../support/fake-upstream/npm-packages.ts';
import { npmVersions, readAsClient } from '../support/publish-packages.ts';
import { startServer } from '../support/server.ts';

const repositories = { app: [] };
const connect = { domain: 'acme', repository: 'app' };

describe('several external connections of one repository', () => {
  it('are all searched, in the order in which they were associated', async () => {
    await using first = await startFakeUpstream();
    await using second = await startFakeUpstream();
    await publishNpm(first, { name: 'left', version: '1.0.0', manifest: { description: 'of the first' } });
    await publishNpm(second, { name: 'left', version: '1.0.0', manifest: { description: 'of the second' } });
    await publishNpm(second, { name: 'left', version: '2.0.0' });
    await using server = await startServer({
      repositories,
      env: { COFFER_QUOTAS: '{"connectionsPerRepository": 2}' },
      externalConnections: {
        'custom:zebra': { url: first.url.href, format: 'npm' },
        'custom:ape': { url: second.url.href, format: 'npm' },
        'public:npmjs': second.url.href,
      },
    });
    const { codeartifact } = server;
    for (const externalConnection of ['custom:zebra', 'custom:ape'])
      await codeartifact.associateExternalConnection({ ...connect, externalConnection });
    const { repository } = await codeartifact.describeRepository(connect);
    assert.deepEqual(
      repository?.externalConnections?.map(({ externalConnectionName }) => externalConnectionName),
      ['custom:zebra', 'custom:ape'],
    );
    await assert.rejects(codeartifact.associateExternalConnection({ ...connect, externalConnection: 'public:npmjs' }), {
      name: 'ValidationException',
      message: /limited to 2.*'custom:zebra', 'custom:ape'/,
    });
    assert.deepEqual(await npmVersions(server, 'app', 'left'), ['1.0.0', '2.0.0']);
    const packument = await readAsClient(server, 'app', 'npm', 'left');
    assert.equal(JSON.parse(packument.text).versions['1.0.0'].description, 'of the first');
    for (const version of ['1.0.0', '2.0.0']) await readAsClient(server, 'app', 'npm', `left/-/left-${version}.tgz`);
    const entryOf = async (packageVersion: string) => {
      const named = { format: 'npm' as const, package: 'left', packageVersion };
      const described = await codeartifact.describePackageVersion({ ...connect, ...named });
      return described.packageVersion?.origin?.domainEntryPoint?.externalConnectionName;
    };
    assert.deepEqual([await entryOf('1.0.0'), await entryOf('2.0.0')], ['custom:zebra', 'custom:ape']);
  });

  it('keep their order when one goes and comes back', async () => {
    await using server = await startServer({
      repositories,
      env: { COFFER_QUOTAS: '{"connectionsPerRepository": 3}' },
    });
    const { codeartifact } = server;
    const names = async (): Promise<unknown> =>
      (await codeartifact.describeRepository(connect)).repository?.externalConnections?.map(
        ({ externalConnectionName }) => externalConnectionName,
      );
    for (const externalConnection of ['public:pypi', 'public:npmjs', 'public:maven-central'])
      await codeartifact.associateExternalConnection({ ...connect, externalConnection });
    assert.deepEqual(await names(), ['public:pypi', 'public:npmjs', 'public:maven-central']);
    await codeartifact.disassociateExternalConnection({ ...connect, externalConnection: 'public:pypi' });
    await codeartifact.associateExternalConnection({ ...connect, externalConnection: 'public:pypi' });
    assert.deepEqual(await names(), ['public:npmjs', 'public:maven-central', 'public:pypi']);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const update = (packageGroup: string, change: { contactInfo?: string; description?: string }) =>
  server.codeartifact.updatePackageGroup({ domain, packageGroup, ...change });

describe('UpdatePackageGroup: validation', () => {
  it('refuses what is too long', async () => {
    for (const change of [{ contactInfo: 'c'.repeat(1001) }, { description: 'd'.repeat(1001) }])
      await assert.rejects(update('/*', change), { name: 'ValidationException' });
  });
});

describe('UpdatePackageGroup: permissions', () => {
  it('needs UpdatePackageGroup on the group', () =>
    refusesWithout({
      action: 'codeartifact:UpdatePackageGroup',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) => client.updatePackageGroup({ domain, packageGroup: '/*', description: 'all' }),
    }));
});

describe('UpdatePackageGroup: behaviour', () => {
  it('changes what is given and leaves the rest, the root included', async () => {
    await update('/*', { contactInfo: 'security@example.com', description: 'everything' });
    const { packageGroup } = await update('/*', { description: '' });
    assert.deepEqual([packageGroup?.contactInfo, packageGroup?.description], ['security@example.com', '']);
    assert.equal(packageGroup?.originConfiguration?.restrictions?.PUBLISH?.mode, 'ALLOW');
  });

  it('does not find a group that is not there', () =>
    assert.rejects(update('/npm/none/*', { description: 'x' }), { name: 'ResourceNotFoundException' }));
});

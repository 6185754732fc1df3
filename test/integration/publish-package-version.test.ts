import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric, sha256Of } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const publish = (change: object = {}) =>
  publishGeneric(server.codeartifact, { repository: 'team', namespace: 'ns', name: 'left', version: '1.0', ...change });

const raw = {
  domain: 'acme',
  repository: 'team',
  format: 'generic',
  package: 'raw',
  packageVersion: '1',
  assetName: 'a',
} as const;

describe('PublishPackageVersion: validation', () => {
  it('refuses a digest that the bytes do not have, and keeps nothing', async () => {
    const assetSHA256 = sha256Of('others');
    await assert.rejects(
      server.codeartifact.publishPackageVersion({ ...raw, assetSHA256, assetContent: Buffer.from('these') }),
      {
        name: 'ValidationException',
        message: new RegExp(sha256Of('these')),
      },
    );
    await assert.rejects(server.codeartifact.describePackage({ ...raw }), { name: 'ResourceNotFoundException' });
  });

  for (const asset of ['../a', 'a/b', '..', 'a\u0007'])
    it(`refuses the asset name ${JSON.stringify(asset)}`, () =>
      assert.rejects(publish({ asset }), { name: 'ValidationException' }));

  it('refuses a format that its own client publishes', () =>
    assert.rejects(
      server.codeartifact.publishPackageVersion({
        ...raw,
        format: 'npm',
        assetSHA256: sha256Of('a'),
        assetContent: Buffer.from('a'),
      }),
      { name: 'ValidationException' },
    ));
});

describe('PublishPackageVersion: permissions', () => {
  it('needs PublishPackageVersion on the package', () =>
    refusesWithout({
      action: 'codeartifact:PublishPackageVersion',
      resource: 'arn:aws:codeartifact:*:*:package/acme/team/generic/ns/left',
      call: (client) => publishGeneric(client, { repository: 'team', namespace: 'ns', name: 'left', version: '1.0' }),
    }));
});

describe('PublishPackageVersion: behaviour', () => {
  it('publishes a version, and the same bytes again without a change', async () => {
    const first = await publish({ version: '1.0', content: 'bytes' });
    assert.deepEqual([first.namespace, first.package, first.version, first.status], ['ns', 'left', '1.0', 'Published']);
    assert.deepEqual(
      [first.asset?.name, first.asset?.size, first.asset?.hashes?.['SHA-256']],
      ['a.txt', 5, sha256Of('bytes')],
    );
    assert.equal((await publish({ version: '1.0', content: 'bytes' })).versionRevision, first.versionRevision);
  });

  it('refuses other bytes under the same name, and further assets of a published version', async () => {
    await publish({ version: '2.0', content: 'bytes' });
    const refusal = { name: 'ConflictException' };
    await assert.rejects(publish({ version: '2.0', content: 'other bytes' }), { ...refusal, resourceType: 'asset' });
    await assert.rejects(publish({ version: '2.0', asset: 'b.txt' }), { ...refusal, resourceType: 'package-version' });
  });

  it('adds assets to an unfinished version until it is finished', async () => {
    const first = await publish({ version: '3.0', unfinished: true });
    const second = await publish({ version: '3.0', asset: 'b.txt' });
    assert.deepEqual([first.status, second.status], ['Unfinished', 'Published']);
    assert.notEqual(first.versionRevision, second.versionRevision);
  });

  it('takes an asset of some megabytes', async () => {
    const content = 'x'.repeat(8 * 1024 ** 2);
    assert.equal((await publish({ version: '4.0', content })).asset?.size, content.length);
  });

  it('does not find a repository that is not there', () =>
    assert.rejects(publish({ repository: 'none' }), { name: 'ResourceNotFoundException', resourceType: 'repository' }));
});

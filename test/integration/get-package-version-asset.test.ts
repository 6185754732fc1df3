import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const subject = {
  domain: 'acme',
  repository: 'team',
  format: 'generic',
  package: 'left',
  packageVersion: '1.0',
} as const;
let server: TestServer;
let revision: string | undefined;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  const asset = { repository: 'team', name: 'left', version: '1.0', content: 'the very bytes' };
  revision = (await publishGeneric(server.codeartifact, asset)).versionRevision;
});
after(() => server[Symbol.asyncDispose]());

const get = (change: object = {}) =>
  server.codeartifact.getPackageVersionAsset({ ...subject, asset: 'a.txt', ...change });

describe('GetPackageVersionAsset: validation', () => {
  it('refuses an asset name with control characters', () =>
    assert.rejects(get({ asset: 'a\u0000' }), { name: 'ValidationException', message: /'asset'/ }));
});

describe('GetPackageVersionAsset: permissions', () => {
  it('needs GetPackageVersionAsset', () =>
    refusesWithout({
      action: 'codeartifact:GetPackageVersionAsset',
      call: (client) => client.getPackageVersionAsset({ ...subject, asset: 'a.txt' }),
    }));
});

describe('GetPackageVersionAsset: behaviour', () => {
  it('streams the bytes and tells which they are', async () => {
    const { asset, assetName, packageVersion, packageVersionRevision } = await get({
      packageVersionRevision: revision,
    });
    assert.equal(await asset?.transformToString(), 'the very bytes');
    assert.deepEqual([assetName, packageVersion, packageVersionRevision], ['a.txt', '1.0', revision]);
  });

  it('refuses another state of the version than was asked', () =>
    assert.rejects(get({ packageVersionRevision: 'b3RoZXI=' }), {
      name: 'ConflictException',
      resourceType: 'package-version',
    }));

  it('names what is missing', async () => {
    await assert.rejects(get({ asset: 'A.txt' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'asset',
      resourceId: 'A.txt',
    });
    await assert.rejects(get({ packageVersion: '2.0' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
    });
  });

  it('is refused without a right to the domain of another account', () =>
    assert.rejects(get({ domainOwner: '999999999999' }), { name: 'AccessDeniedException' }));
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListPackageVersionAssets } from '@aws-sdk/client-codeartifact';
import { publishGeneric, sha256Of } from '../support/publish-generic.ts';
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
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  for (const asset of ['b.txt', 'a.txt', 'c.txt'])
    await publishGeneric(server.codeartifact, {
      repository: 'team',
      name: 'left',
      version: '1.0',
      asset,
      content: asset,
      unfinished: true,
    });
});
after(() => server[Symbol.asyncDispose]());

describe('ListPackageVersionAssets: validation', () => {
  it('refuses 1001 results', () =>
    assert.rejects(server.codeartifact.listPackageVersionAssets({ ...subject, maxResults: 1001 }), {
      name: 'ValidationException',
    }));
});

describe('ListPackageVersionAssets: permissions', () => {
  it('needs ListPackageVersionAssets', () =>
    refusesWithout({
      action: 'codeartifact:ListPackageVersionAssets',
      call: (client) => client.listPackageVersionAssets(subject),
    }));
});

describe('ListPackageVersionAssets: behaviour', () => {
  it('lists by name, in pages', async () => {
    const names: (string | undefined)[] = [];
    for await (const { assets } of paginateListPackageVersionAssets(
      { client: server.codeartifact, pageSize: 2 },
      { ...subject }, // The paginator writes its token into it.
    ))
      names.push(...(assets ?? []).map(({ name }) => name));
    assert.deepEqual(names, ['a.txt', 'b.txt', 'c.txt']);
  });

  it('tells size and digests', async () => {
    const { assets, versionRevision } = await server.codeartifact.listPackageVersionAssets({
      ...subject,
      maxResults: 1,
    });
    assert.ok(versionRevision);
    assert.equal(assets?.[0]?.size, 5);
    assert.equal(assets?.[0]?.hashes?.['SHA-256'], sha256Of('a.txt'));
    assert.deepEqual(Object.keys(assets?.[0]?.hashes ?? {}).sort(), ['MD5', 'SHA-1', 'SHA-256', 'SHA-512']);
  });

  it('does not find a version that is not there', () =>
    assert.rejects(server.codeartifact.listPackageVersionAssets({ ...subject, packageVersion: '2.0' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
    }));
});

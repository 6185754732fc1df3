import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme', repository: 'team', format: 'generic', namespace: 'ns', package: 'left' } as const;
const describeVersion = (packageVersion: string) =>
  server.codeartifact.describePackageVersion({ ...subject, packageVersion });

describe('DescribePackageVersion: validation', () => {
  it('refuses a version that is too long', () =>
    assert.rejects(describeVersion('1'.repeat(256)), { name: 'ValidationException', message: /'packageVersion'/ }));
});

describe('DescribePackageVersion: permissions', () => {
  it('needs DescribePackageVersion', () =>
    refusesWithout({
      action: 'codeartifact:DescribePackageVersion',
      call: (client) => client.describePackageVersion({ ...subject, packageVersion: '1.0' }),
    }));
});

describe('DescribePackageVersion: behaviour', () => {
  it('shows what was published', async () => {
    const asset = { repository: 'team', namespace: 'ns', name: 'left', version: '1.0' };
    const { versionRevision } = await publishGeneric(server.codeartifact, asset);
    const { publishedTime, ...rest } = (await describeVersion('1.0')).packageVersion ?? {};
    assert.deepEqual(rest, {
      format: 'generic',
      namespace: 'ns',
      packageName: 'left',
      displayName: 'left',
      version: '1.0',
      revision: versionRevision,
      status: 'Published',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'team' } },
    });
    assert.ok(publishedTime !== undefined && Math.abs(publishedTime.getTime() - Date.now()) < 60_000);
  });

  it('names what is missing', async () => {
    await assert.rejects(describeVersion('9.9'), {
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
      resourceId: 'acme/team/generic/ns/left/9.9',
    });
    await assert.rejects(
      server.codeartifact.describePackageVersion({ ...subject, package: 'none', packageVersion: '1' }),
      {
        resourceType: 'package',
      },
    );
  });
});

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

const describePackage = (name: string, repository = 'team') =>
  server.codeartifact.describePackage({
    domain: 'acme',
    repository,
    format: 'generic',
    namespace: 'ns',
    package: name,
  });

describe('DescribePackage: validation', () => {
  it('refuses names with a slash or a space', async () => {
    for (const name of ['a/b', 'a b', 'a#b'])
      await assert.rejects(describePackage(name), { name: 'ValidationException', message: /'package'/ });
  });
});

describe('DescribePackage: permissions', () => {
  it('needs DescribePackage on this package', () =>
    refusesWithout({
      action: 'codeartifact:DescribePackage',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic/ns/left',
      call: (client) =>
        client.describePackage({
          domain: 'acme',
          repository: 'team',
          format: 'generic',
          namespace: 'ns',
          package: 'left',
        }),
    }));
});

describe('DescribePackage: behaviour', () => {
  it('shows the origin controls of a package', async () => {
    await publishGeneric(server.codeartifact, { repository: 'team', namespace: 'ns', name: 'left', version: '1' });
    const { package: described } = await describePackage('left');
    assert.deepEqual(described, {
      format: 'generic',
      namespace: 'ns',
      name: 'left',
      originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
    });
  });

  it('does not look upstream', async () => {
    await publishGeneric(server.codeartifact, { repository: 'store', namespace: 'ns', name: 'above', version: '1' });
    assert.ok((await describePackage('above', 'store')).package);
    await assert.rejects(describePackage('above'), {
      name: 'ResourceNotFoundException',
      resourceType: 'package',
      resourceId: 'acme/team/generic/ns/above',
    });
  });
});

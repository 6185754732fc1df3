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

const create = (packageGroup: string) =>
  server.codeartifact.createPackageGroup({ domain, packageGroup, tags: [{ key: 'of', value: packageGroup }] });
const remove = (packageGroup: string) => server.codeartifact.deletePackageGroup({ domain, packageGroup });
const parentOf = async (packageGroup: string) =>
  (await server.codeartifact.describePackageGroup({ domain, packageGroup })).packageGroup?.parent?.pattern;

describe('DeletePackageGroup: validation', () => {
  it('refuses to delete the root', () =>
    assert.rejects(remove('/*'), { name: 'ValidationException', message: /cannot be deleted/ }));
});

describe('DeletePackageGroup: permissions', () => {
  it('needs DeletePackageGroup on the group', () =>
    refusesWithout({
      action: 'codeartifact:DeletePackageGroup',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/npm/%2a',
      call: (client) => client.deletePackageGroup({ domain, packageGroup: '/npm/*' }),
    }));
});

describe('DeletePackageGroup: behaviour', () => {
  it('leaves its children to its parent', async () => {
    for (const pattern of ['/npm/*', '/npm/acme/*', '/npm/acme/ui~', '/npm/acme/cli$']) await create(pattern);
    const { packageGroup } = await remove('/npm/acme/*');
    assert.deepEqual([packageGroup?.pattern, packageGroup?.parent?.pattern], ['/npm/acme/*', '/npm/*']);
    assert.deepEqual([await parentOf('/npm/acme/ui~'), await parentOf('/npm/acme/cli$')], ['/npm/*', '/npm/*']);
  });

  it('leaves its packages to its parent', async () => {
    const naming = { domain, format: 'npm', namespace: 'acme', package: 'cli' } as const;
    const associated = async () => (await server.codeartifact.getAssociatedPackageGroup(naming)).packageGroup?.pattern;
    assert.equal(await associated(), '/npm/acme/cli$');
    await remove('/npm/acme/cli$');
    assert.equal(await associated(), '/npm/*');
  });

  it('leaves no tags and no repositories to a group of the same name', async () => {
    const packageGroup = '/generic/again/*';
    await create(packageGroup);
    await server.codeartifact.updatePackageGroupOriginConfiguration({
      ...{ domain, packageGroup, restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' } },
      addAllowedRepositories: [{ repositoryName: 'team', originRestrictionType: 'PUBLISH' }],
    });
    await remove(packageGroup);
    const { packageGroup: again } = await server.codeartifact.createPackageGroup({ domain, packageGroup });
    const { tags } = await server.codeartifact.listTagsForResource({ resourceArn: again?.arn ?? '' });
    const { allowedRepositories } = await server.codeartifact.listAllowedRepositoriesForGroup({
      ...{ domain, packageGroup, originRestrictionType: 'PUBLISH' },
    });
    assert.deepEqual([tags, allowedRepositories], [[], []]);
  });

  it('does not find what is gone, nor what could not be there', async () => {
    for (const pattern of ['/npm/acme/*', 'x', '/'.repeat(600)])
      await assert.rejects(remove(pattern), {
        name: 'ResourceNotFoundException',
        resourceType: 'package-group',
        resourceId: pattern,
      });
  });

  it('goes with its domain, whose next one has a root of its own', async () => {
    await server.codeartifact.createDomain({ domain: 'other' });
    await server.codeartifact.createPackageGroup({ domain: 'other', packageGroup: '/npm/*' });
    await server.codeartifact.deleteDomain({ domain: 'other' });
    await server.codeartifact.createDomain({ domain: 'other' });
    const { packageGroups } = await server.codeartifact.listPackageGroups({ domain: 'other' });
    assert.deepEqual(
      packageGroups?.map(({ pattern }) => pattern),
      ['/*'],
    );
  });
});

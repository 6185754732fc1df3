import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  PackageGroupAllowedRepository,
  PackageGroupOriginRestrictionMode,
  PackageGroupOriginRestrictionType,
} from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
const group = '/npm/acme/*';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], app: [], store: [] } });
  await server.codeartifact.createPackageGroup({ domain, packageGroup: group });
});
after(() => server[Symbol.asyncDispose]());

interface Change {
  readonly restrictions?: Partial<Record<PackageGroupOriginRestrictionType, PackageGroupOriginRestrictionMode>>;
  readonly addAllowedRepositories?: PackageGroupAllowedRepository[];
  readonly removeAllowedRepositories?: PackageGroupAllowedRepository[];
}
const update = (change: Change, packageGroup = group) =>
  server.codeartifact.updatePackageGroupOriginConfiguration({ domain, packageGroup, ...change });
const on = (originRestrictionType: PackageGroupOriginRestrictionType, ...names: string[]) =>
  names.map((repositoryName) => ({ repositoryName, originRestrictionType }));
const allowed = async (originRestrictionType: PackageGroupOriginRestrictionType) => {
  const listed = { domain, packageGroup: group, originRestrictionType };
  return (await server.codeartifact.listAllowedRepositoriesForGroup(listed)).allowedRepositories?.sort();
};

describe('UpdatePackageGroupOriginConfiguration: validation', () => {
  it('refuses a root that inherits', () =>
    assert.rejects(update({ restrictions: { PUBLISH: 'INHERIT' } }, '/*'), {
      name: 'ValidationException',
      message: /no parent/,
    }));

  it('refuses restrictions and modes that it does not know', async () => {
    for (const restrictions of [{ COPY: 'ALLOW' }, { PUBLISH: 'MAYBE' }])
      await assert.rejects(update({ restrictions: restrictions as never }), { name: 'ValidationException' });
  });

  it('refuses to add to a list that is not in use', () =>
    assert.rejects(update({ addAllowedRepositories: on('PUBLISH', 'team') }), {
      name: 'ValidationException',
      message: /Set it to ALLOW_SPECIFIC_REPOSITORIES/,
    }));

  it('refuses to add and remove the same', () =>
    assert.rejects(
      update({
        restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
        addAllowedRepositories: on('PUBLISH', 'team'),
        removeAllowedRepositories: on('PUBLISH', 'team'),
      }),
      { name: 'ValidationException', message: /added and removed/ },
    ));

  it('refuses a half-named repository', () =>
    assert.rejects(update({ removeAllowedRepositories: [{ repositoryName: 'team' }] }), {
      name: 'ValidationException',
      message: /originRestrictionType/,
    }));

  it('changes nothing when anything is refused', async () => {
    const restrictions = { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES', EXTERNAL_UPSTREAM: 'BLOCK' } as const;
    await assert.rejects(update({ restrictions, addAllowedRepositories: on('PUBLISH', 'team', 'none') }), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'repository', resourceId: 'acme/none' },
    });
    const { packageGroup } = await server.codeartifact.describePackageGroup({ domain, packageGroup: group });
    assert.equal(packageGroup?.originConfiguration?.restrictions?.EXTERNAL_UPSTREAM?.mode, 'INHERIT');
    assert.deepEqual(await allowed('PUBLISH'), []);
  });
});

describe('UpdatePackageGroupOriginConfiguration: permissions', () => {
  it('needs UpdatePackageGroupOriginConfiguration on the group', () =>
    refusesWithout({
      action: 'codeartifact:UpdatePackageGroupOriginConfiguration',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) =>
        client.updatePackageGroupOriginConfiguration({
          ...{ domain, packageGroup: '/*', restrictions: { PUBLISH: 'BLOCK' } },
        }),
    }));
});

describe('UpdatePackageGroupOriginConfiguration: behaviour', () => {
  it('tells what became different, by restriction', async () => {
    const restrictions = {
      PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES',
      INTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES',
    } as const;
    const both = [...on('PUBLISH', 'team', 'app'), ...on('INTERNAL_UPSTREAM', 'app')];
    const first = await update({ restrictions, addAllowedRepositories: [...both, ...both] });
    assert.deepEqual(first.allowedRepositoryUpdates, {
      PUBLISH: { ADDED: ['team', 'app'] },
      INTERNAL_UPSTREAM: { ADDED: ['app'] },
    });
    const shown = first.packageGroup?.originConfiguration?.restrictions;
    assert.deepEqual([shown?.PUBLISH?.repositoriesCount, shown?.EXTERNAL_UPSTREAM?.mode], [2, 'INHERIT']);
    const second = await update({
      addAllowedRepositories: on('PUBLISH', 'team', 'store'),
      removeAllowedRepositories: on('PUBLISH', 'app'),
    });
    assert.deepEqual(second.allowedRepositoryUpdates, { PUBLISH: { ADDED: ['store'], REMOVED: ['app'] } });
    assert.deepEqual([await allowed('PUBLISH'), await allowed('INTERNAL_UPSTREAM')], [['store', 'team'], ['app']]);
    assert.deepEqual((await update({ removeAllowedRepositories: on('PUBLISH', 'app') })).allowedRepositoryUpdates, {});
  });

  it('keeps the list of a restriction that does not use it for now', async () => {
    await update({ restrictions: { PUBLISH: 'BLOCK' } });
    assert.deepEqual(await allowed('PUBLISH'), ['store', 'team']);
    const { packageGroup } = await update({ restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' } });
    assert.equal(packageGroup?.originConfiguration?.restrictions?.PUBLISH?.repositoriesCount, 2);
  });

  it('loses a repository that is deleted', async () => {
    await server.codeartifact.deleteRepository({ domain, repository: 'store' });
    assert.deepEqual(await allowed('PUBLISH'), ['team']);
  });

  it('does not find a group that is not there', () =>
    assert.rejects(update({ restrictions: { PUBLISH: 'BLOCK' } }, '/npm/none/*'), {
      name: 'ResourceNotFoundException',
    }));
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], app: [] } });
});
after(() => server[Symbol.asyncDispose]());

const describeGroup = async (packageGroup: string) =>
  (await server.codeartifact.describePackageGroup({ domain, packageGroup })).packageGroup;

describe('DescribePackageGroup: validation', () => {
  it('refuses what is too short, too long or has white space', async () => {
    for (const pattern of ['/', `/${'a'.repeat(520)}`, '/npm/ *'])
      await assert.rejects(describeGroup(pattern), { name: 'ValidationException', message: /'packageGroup'/ });
  });
});

describe('DescribePackageGroup: permissions', () => {
  it('needs DescribePackageGroup on the group', () =>
    refusesWithout({
      action: 'codeartifact:DescribePackageGroup',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) => client.describePackageGroup({ domain, packageGroup: '/*' }),
    }));
});

describe('DescribePackageGroup: behaviour', () => {
  it('shows a root in every domain, which allows everything and has no parent', async () => {
    const root = await describeGroup('/*');
    assert.deepEqual(
      [root?.pattern, root?.parent, root?.arn],
      [...['/*', undefined, 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a']],
    );
    const open = { mode: 'ALLOW', effectiveMode: 'ALLOW' };
    assert.deepEqual(root?.originConfiguration?.restrictions, {
      ...{ PUBLISH: open, EXTERNAL_UPSTREAM: open, INTERNAL_UPSTREAM: open },
    });
  });

  it('shows where a mode is inherited from, and how long that list is', async () => {
    for (const packageGroup of ['/npm/*', '/npm/acme/*', '/npm/acme/ui~'])
      await server.codeartifact.createPackageGroup({ domain, packageGroup });
    await server.codeartifact.updatePackageGroupOriginConfiguration({
      ...{ domain, packageGroup: '/npm/acme/*' },
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES', EXTERNAL_UPSTREAM: 'BLOCK' },
      addAllowedRepositories: [
        { repositoryName: 'team', originRestrictionType: 'PUBLISH' },
        { repositoryName: 'app', originRestrictionType: 'PUBLISH' },
      ],
    });
    const group = await describeGroup('/npm/acme/ui~');
    const from = {
      pattern: '/npm/acme/*',
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/npm/acme/%2a',
    };
    assert.deepEqual(group?.originConfiguration?.restrictions, {
      PUBLISH: {
        ...{ mode: 'INHERIT', effectiveMode: 'ALLOW_SPECIFIC_REPOSITORIES', inheritedFrom: from },
        repositoriesCount: 2,
      },
      EXTERNAL_UPSTREAM: { mode: 'INHERIT', effectiveMode: 'BLOCK', inheritedFrom: from },
      INTERNAL_UPSTREAM: {
        ...{ mode: 'INHERIT', effectiveMode: 'ALLOW' },
        inheritedFrom: { pattern: '/*', arn: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a' },
      },
    });
  });

  it('does not find a group that is not there', () =>
    assert.rejects(describeGroup('/npm/none/*'), {
      name: 'ResourceNotFoundException',
      resourceType: 'package-group',
      resourceId: '/npm/none/*',
    }));
});

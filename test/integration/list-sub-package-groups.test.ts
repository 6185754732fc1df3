import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListSubPackageGroups } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  for (const packageGroup of ['/npm/*', '/npm/a/*', '/npm/b/*', '/npm/c/*', '/npm/a/x~', '/generic/*'])
    await server.codeartifact.createPackageGroup({ domain, packageGroup });
});
after(() => server[Symbol.asyncDispose]());

const below = async (packageGroup: string, pageSize = 2) => {
  const pages = paginateListSubPackageGroups({ client: server.codeartifact, pageSize }, { domain, packageGroup });
  const seen = await Array.fromAsync(pages, ({ packageGroups }) => packageGroups ?? []);
  return seen.flat().map(({ pattern }) => pattern);
};

describe('ListSubPackageGroups: validation', () => {
  it('refuses a token of another group', async () => {
    const { nextToken } = await server.codeartifact.listSubPackageGroups({
      ...{ domain, packageGroup: '/npm/*', maxResults: 1 },
    });
    assert.ok(nextToken);
    await assert.rejects(server.codeartifact.listSubPackageGroups({ domain, packageGroup: '/*', nextToken }), {
      name: 'ValidationException',
    });
  });
});

describe('ListSubPackageGroups: permissions', () => {
  it('needs ListSubPackageGroups on the group', () =>
    refusesWithout({
      action: 'codeartifact:ListSubPackageGroups',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) => client.listSubPackageGroups({ domain, packageGroup: '/*' }),
    }));
});

describe('ListSubPackageGroups: behaviour', () => {
  it('lists direct children only, page by page', async () => {
    assert.deepEqual(await below('/*'), ['/generic/*', '/npm/*']);
    assert.deepEqual(await below('/npm/*'), ['/npm/a/*', '/npm/b/*', '/npm/c/*']);
    assert.deepEqual(await below('/npm/a/x~'), []);
  });

  it('does not find a group that is not there', () =>
    assert.rejects(below('/npm/none/*'), { name: 'ResourceNotFoundException', resourceType: 'package-group' }));
});

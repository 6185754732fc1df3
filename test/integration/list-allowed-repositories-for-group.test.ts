import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListAllowedRepositoriesForGroup } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
const packageGroup = '/npm/*';
const names = ['one', 'two', 'three'];
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { one: [], two: [], three: [], four: [] } });
  await server.codeartifact.createPackageGroup({ domain, packageGroup });
  await server.codeartifact.updatePackageGroupOriginConfiguration({
    ...{ domain, packageGroup, restrictions: { EXTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' } },
    addAllowedRepositories: names.map((repositoryName) => ({
      ...{ repositoryName, originRestrictionType: 'EXTERNAL_UPSTREAM' },
    })),
  });
});
after(() => server[Symbol.asyncDispose]());

const question = { domain, packageGroup, originRestrictionType: 'EXTERNAL_UPSTREAM' } as const;

describe('ListAllowedRepositoriesForGroup: validation', () => {
  it('needs to be told which list', () =>
    assert.rejects(server.codeartifact.listAllowedRepositoriesForGroup({ domain, packageGroup } as never), {
      name: 'ValidationException',
      message: /originRestrictionType/,
    }));

  it('refuses a list that it does not know, and a token of another one', async () => {
    const ask = (change: object) => server.codeartifact.listAllowedRepositoriesForGroup({ ...question, ...change });
    await assert.rejects(ask({ originRestrictionType: 'COPY' }), { name: 'ValidationException' });
    const { nextToken } = await ask({ maxResults: 1 });
    await assert.rejects(ask({ nextToken, originRestrictionType: 'PUBLISH' }), { name: 'ValidationException' });
  });
});

describe('ListAllowedRepositoriesForGroup: permissions', () => {
  it('needs ListAllowedRepositoriesForGroup on the group', () =>
    refusesWithout({
      action: 'codeartifact:ListAllowedRepositoriesForGroup',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) => client.listAllowedRepositoriesForGroup({ ...question, packageGroup: '/*' }),
    }));
});

describe('ListAllowedRepositoriesForGroup: behaviour', () => {
  it('lists one list of the group, page by page', async () => {
    const pages = paginateListAllowedRepositoriesForGroup(
      { client: server.codeartifact, pageSize: 2 },
      { ...question },
    );
    const seen = await Array.fromAsync(pages, ({ allowedRepositories }) => allowedRepositories ?? []);
    assert.deepEqual(seen, [['one', 'two'], ['three']]);
  });

  it('has nothing where nothing was listed', async () => {
    const { allowedRepositories } = await server.codeartifact.listAllowedRepositoriesForGroup({
      ...{ ...question, originRestrictionType: 'PUBLISH' },
    });
    assert.deepEqual(allowedRepositories, []);
  });

  it('does not find a group that is not there', () =>
    assert.rejects(server.codeartifact.listAllowedRepositoriesForGroup({ ...question, packageGroup: '/pypi/*' }), {
      name: 'ResourceNotFoundException',
    }));
});

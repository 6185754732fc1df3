import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListRepositories } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { app: [], store: [] } });
  await server.codeartifact.createDomain({ domain: 'other' });
  for (const repository of ['app', 'apple'])
    await server.codeartifact.createRepository({ domain: 'other', repository });
});
after(() => server[Symbol.asyncDispose]());

describe('ListRepositories: validation', () => {
  it('refuses a prefix that no name could have', () =>
    assert.rejects(server.codeartifact.listRepositories({ repositoryPrefix: '/' }), { name: 'ValidationException' }));

  it('refuses the token of another question', async () => {
    const { nextToken } = await server.codeartifact.listRepositories({ maxResults: 1 });
    await assert.rejects(server.codeartifact.listRepositories({ repositoryPrefix: 'ap', nextToken }), {
      name: 'ValidationException',
      message: /nextToken/,
    });
  });
});

describe('ListRepositories: permissions', () => {
  it('needs ListRepositories', () =>
    refusesWithout({ action: 'codeartifact:ListRepositories', call: (client) => client.listRepositories({}) }));
});

describe('ListRepositories: behaviour', () => {
  const list = async (repositoryPrefix?: string) => {
    const found: string[] = [];
    const input = repositoryPrefix === undefined ? {} : { repositoryPrefix };
    for await (const { repositories } of paginateListRepositories({ client: server.codeartifact, pageSize: 1 }, input))
      found.push(...(repositories ?? []).map(({ domainName, name }) => `${domainName}/${name}`));
    return found;
  };

  it('lists those of every domain, in pages, two of one name too', async () =>
    assert.deepEqual(await list(), ['acme/app', 'other/app', 'other/apple', 'acme/store']));

  it('lists those that begin with a prefix', async () => assert.deepEqual(await list('appl'), ['other/apple']));
});

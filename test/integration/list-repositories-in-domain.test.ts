import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListRepositoriesInDomain } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

describe('ListRepositoriesInDomain: validation', () => {
  it('refuses an administrator that is no account', () =>
    assert.rejects(server.codeartifact.listRepositoriesInDomain({ domain: 'acme', administratorAccount: 'me' }), {
      name: 'ValidationException',
      message: /'administratorAccount'/,
    }));
});

describe('ListRepositoriesInDomain: permissions', () => {
  it('needs ListRepositoriesInDomain', () =>
    refusesWithout({
      action: 'codeartifact:ListRepositoriesInDomain',
      call: (client) => client.listRepositoriesInDomain({ domain: 'acme' }),
    }));
});

describe('ListRepositoriesInDomain: behaviour', () => {
  it('lists by name, in pages', async () => {
    const names: (string | undefined)[] = [];
    const pages = paginateListRepositoriesInDomain({ client: server.codeartifact, pageSize: 1 }, { domain: 'acme' });
    for await (const { repositories } of pages) names.push(...(repositories ?? []).map(({ name }) => name));
    assert.deepEqual(names, ['store', 'team']);
  });

  it('lists those of one administrator, and those with a prefix', async () => {
    const list = async (filter: object) => {
      const { repositories } = await server.codeartifact.listRepositoriesInDomain({ domain: 'acme', ...filter });
      return (repositories ?? []).map(({ name }) => name);
    };
    assert.deepEqual(await list({ administratorAccount: '111122223333' }), ['store', 'team']);
    assert.deepEqual(await list({ administratorAccount: '999999999999' }), []);
    assert.deepEqual(await list({ repositoryPrefix: 'te' }), ['team']);
  });

  it('does not find a domain that is not there', () =>
    assert.rejects(server.codeartifact.listRepositoriesInDomain({ domain: 'none' }), {
      name: 'ResourceNotFoundException',
    }));
});

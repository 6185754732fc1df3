import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListDomains } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
  for (const domain of ['domain-b', 'domain-c', 'domain-a']) await server.codeartifact.createDomain({ domain });
});
after(() => server[Symbol.asyncDispose]());

describe('ListDomains: validation', () => {
  for (const maxResults of [0, 1001])
    it(`refuses ${maxResults} results`, () =>
      assert.rejects(server.codeartifact.listDomains({ maxResults }), {
        name: 'ValidationException',
        message: /'maxResults'/,
      }));

  it('refuses a token that it did not give out', () =>
    assert.rejects(server.codeartifact.listDomains({ nextToken: 'abc' }), { name: 'ValidationException' }));
});

describe('ListDomains: permissions', () => {
  it('needs ListDomains', () =>
    refusesWithout({ action: 'codeartifact:ListDomains', call: (client) => client.listDomains({}) }));
});

describe('ListDomains: behaviour', () => {
  it('lists by name, in pages', async () => {
    const pages: (string | undefined)[][] = [];
    for await (const { domains } of paginateListDomains({ client: server.codeartifact, pageSize: 2 }, {}))
      pages.push((domains ?? []).map(({ name }) => name));
    assert.deepEqual(pages, [['domain-a', 'domain-b'], ['domain-c']]);
  });

  it('leaves the counts to DescribeDomain', async () => {
    const { domains } = await server.codeartifact.listDomains({ maxResults: 1 });
    assert.deepEqual(Object.keys(domains?.[0] ?? {}).sort(), [
      'arn',
      'createdTime',
      'encryptionKey',
      'name',
      'owner',
      'status',
    ]);
  });
});

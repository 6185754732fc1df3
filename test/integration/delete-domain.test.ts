import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

describe('DeleteDomain: validation', () => {
  it('refuses a bad name', () =>
    assert.rejects(server.codeartifact.deleteDomain({ domain: 'A' }), { name: 'ValidationException' }));
});

describe('DeleteDomain: permissions', () => {
  it('needs DeleteDomain', () =>
    refusesWithout({ action: 'codeartifact:DeleteDomain', call: (client) => client.deleteDomain({ domain: 'acme' }) }));
});

describe('DeleteDomain: behaviour', () => {
  it('refuses while the domain has a repository', () =>
    assert.rejects(server.codeartifact.deleteDomain({ domain: 'acme' }), {
      name: 'ConflictException',
      resourceType: 'domain',
      message: /'store'/,
    }));

  it('deletes an empty one, whose name is free again', async () => {
    await server.codeartifact.createDomain({ domain: 'short-lived', tags: [{ key: 'a', value: 'b' }] });
    const { domain } = await server.codeartifact.deleteDomain({ domain: 'short-lived' });
    assert.equal(domain?.name, 'short-lived');
    await assert.rejects(server.codeartifact.describeDomain({ domain: 'short-lived' }), {
      name: 'ResourceNotFoundException',
    });
    await server.codeartifact.createDomain({ domain: 'short-lived', tags: [{ key: 'a', value: 'b' }] });
  });

  it('succeeds for one that is gone', async () => {
    const { domain } = await server.codeartifact.deleteDomain({ domain: 'never-was' });
    assert.equal(domain, undefined);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const associate = (externalConnection: string, repository = 'store') =>
  server.codeartifact.associateExternalConnection({ domain: 'acme', repository, externalConnection });

describe('AssociateExternalConnection: validation', () => {
  it('refuses a connection that does not exist, and tells which do', () =>
    assert.rejects(associate('public:nowhere'), { name: 'ValidationException', message: /public:npmjs/ }));
});

describe('AssociateExternalConnection: permissions', () => {
  it('needs AssociateExternalConnection', () =>
    refusesWithout({
      action: 'codeartifact:AssociateExternalConnection',
      call: (client) =>
        client.associateExternalConnection({ domain: 'acme', repository: 'store', externalConnection: 'public:npmjs' }),
    }));
});

describe('AssociateExternalConnection: behaviour', () => {
  it('shows the connection, and holds one', async () => {
    const { repository } = await associate('public:npmjs');
    assert.deepEqual(repository?.externalConnections, [
      { externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'Available' },
    ]);
    await assert.rejects(associate('public:npmjs'), { name: 'ConflictException', resourceType: 'repository' });
    await assert.rejects(associate('public:pypi'), { name: 'ValidationException', message: /public:npmjs/ });
  });

  it('does not find a repository that is not there', () =>
    assert.rejects(associate('public:npmjs', 'none'), {
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    }));
});

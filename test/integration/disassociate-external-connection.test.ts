import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] }, connections: { store: 'public:npmjs' } });
});
after(() => server[Symbol.asyncDispose]());

const disassociate = (externalConnection: string, repository = 'store') =>
  server.codeartifact.disassociateExternalConnection({ domain: 'acme', repository, externalConnection });

describe('DisassociateExternalConnection: validation', () => {
  it('refuses a name that no connection could have', () =>
    assert.rejects(disassociate('public npmjs'), { name: 'ValidationException', message: /'externalConnection'/ }));
});

describe('DisassociateExternalConnection: permissions', () => {
  it('needs DisassociateExternalConnection', () =>
    refusesWithout({
      action: 'codeartifact:DisassociateExternalConnection',
      call: (client) =>
        client.disassociateExternalConnection({
          domain: 'acme',
          repository: 'store',
          externalConnection: 'public:npmjs',
        }),
    }));
});

describe('DisassociateExternalConnection: behaviour', () => {
  it('takes the connection away, once', async () => {
    const { repository } = await disassociate('public:npmjs');
    assert.deepEqual(repository?.externalConnections, []);
    await assert.rejects(disassociate('public:npmjs'), {
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    });
  });
});

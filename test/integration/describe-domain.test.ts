import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: [] } });
});
after(() => server[Symbol.asyncDispose]());

describe('DescribeDomain: validation', () => {
  it('refuses an owner that is no account', () =>
    assert.rejects(server.codeartifact.describeDomain({ domain: 'acme', domainOwner: '12' }), {
      name: 'ValidationException',
      message: /'domainOwner'/,
    }));
});

describe('DescribeDomain: permissions', () => {
  it('needs DescribeDomain', () =>
    refusesWithout({
      action: 'codeartifact:DescribeDomain',
      call: (client) => client.describeDomain({ domain: 'acme' }),
    }));
});

describe('DescribeDomain: behaviour', () => {
  it('counts the repositories, and the bytes once however often they are kept', async () => {
    for (const repository of ['store', 'team'])
      await publishGeneric(server.codeartifact, { repository, name: 'left', version: '1', content: '12345' });
    const { domain } = await server.codeartifact.describeDomain({ domain: 'acme', domainOwner: '111122223333' });
    assert.deepEqual([domain?.repositoryCount, domain?.assetSizeBytes], [2, 5]);
  });

  it('does not find what is not there, and does not tell what another account has', async () => {
    await assert.rejects(server.codeartifact.describeDomain({ domain: 'none' }), {
      ...{ name: 'ResourceNotFoundException', resourceId: 'none', resourceType: 'domain' },
    });
    await assert.rejects(server.codeartifact.describeDomain({ domain: 'acme', domainOwner: '999999999999' }), {
      name: 'AccessDeniedException',
    });
  });
});

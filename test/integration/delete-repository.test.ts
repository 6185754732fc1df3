import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const remove = (repository: string) => server.codeartifact.deleteRepository({ domain: 'acme', repository });

describe('DeleteRepository: validation', () => {
  it('refuses a bad name', () => assert.rejects(remove('..'), { name: 'ValidationException' }));
});

describe('DeleteRepository: permissions', () => {
  it('needs DeleteRepository', () =>
    refusesWithout({
      action: 'codeartifact:DeleteRepository',
      call: (client) => client.deleteRepository({ domain: 'acme', repository: 'team' }),
    }));
});

describe('DeleteRepository: behaviour', () => {
  it('goes with all it holds, out of upstream lists too, and tells what it was', async () => {
    await server.codeartifact.createRepository({
      domain: 'acme',
      repository: 'app',
      upstreams: [{ repositoryName: 'team' }],
    });
    await publishGeneric(server.codeartifact, { repository: 'team', name: 'left', version: '1', content: 'only here' });
    await publishGeneric(server.codeartifact, { repository: 'team', name: 'both', version: '1', content: 'in both' });
    await publishGeneric(server.codeartifact, { repository: 'store', name: 'both', version: '1', content: 'in both' });
    const { repository } = await remove('team');
    assert.deepEqual(repository?.upstreams, [{ repositoryName: 'store' }]);
    const { domain } = await server.codeartifact.describeDomain({ domain: 'acme' });
    assert.deepEqual([domain?.repositoryCount, domain?.assetSizeBytes], [2, 'in both'.length]);
    const app = await server.codeartifact.describeRepository({ domain: 'acme', repository: 'app' });
    assert.deepEqual(app.repository?.upstreams, []);
  });

  it('leaves nothing behind for a repository of the same name', async () => {
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'again' });
    await publishGeneric(server.codeartifact, { repository: 'again', name: 'left', version: '1' });
    await remove('again');
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'again' });
    const { packages } = await server.codeartifact.listPackages({ domain: 'acme', repository: 'again' });
    assert.deepEqual(packages, []);
  });

  it('does not find what is gone', () =>
    assert.rejects(remove('never-was'), { name: 'ResourceNotFoundException', resourceType: 'repository' }));
});

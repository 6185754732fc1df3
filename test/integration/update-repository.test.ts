import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'], app: ['team'] } });
});
after(() => server[Symbol.asyncDispose]());

const update = (repository: string, change: { description?: string; upstreams?: string[] }) =>
  server.codeartifact.updateRepository({
    domain: 'acme',
    repository,
    ...(change.description !== undefined && { description: change.description }),
    ...(change.upstreams && { upstreams: change.upstreams.map((repositoryName) => ({ repositoryName })) }),
  });

describe('UpdateRepository: validation', () => {
  for (const [repository, upstream] of [
    ['store', 'store'],
    ['store', 'team'],
    ['store', 'app'],
  ] as const)
    it(`refuses '${upstream}' as an upstream of '${repository}', which would go in a circle`, () =>
      assert.rejects(update(repository, { upstreams: [upstream] }), {
        name: 'ValidationException',
        message: /of itself/,
      }));

  it('refuses more than ten upstreams', () =>
    assert.rejects(update('app', { upstreams: Array.from({ length: 11 }, (_, i) => `store-${i}`) }), {
      name: 'ServiceQuotaExceededException',
    }));

  it('changes nothing when any upstream is refused', async () => {
    await assert.rejects(update('app', { description: 'new', upstreams: ['store', 'absent'] }), {
      name: 'ResourceNotFoundException',
    });
    const { repository } = await server.codeartifact.describeRepository({ domain: 'acme', repository: 'app' });
    assert.deepEqual([repository?.description, repository?.upstreams], [undefined, [{ repositoryName: 'team' }]]);
  });
});

describe('UpdateRepository: permissions', () => {
  it('needs UpdateRepository, and AssociateWithDownstreamRepository on each upstream', async () => {
    const input = { domain: 'acme', repository: 'team', upstreams: [{ repositoryName: 'store' }] };
    for (const action of ['codeartifact:UpdateRepository', 'codeartifact:AssociateWithDownstreamRepository'])
      await refusesWithout({ action, call: (client) => client.updateRepository(input) });
  });
});

describe('UpdateRepository: behaviour', () => {
  it('leaves what is absent and replaces what is there', async () => {
    await update('app', { description: 'first' });
    const { repository } = await update('app', { upstreams: ['store', 'team'] });
    assert.equal(repository?.description, 'first');
    assert.deepEqual(repository?.upstreams, [{ repositoryName: 'store' }, { repositoryName: 'team' }]);
    assert.deepEqual((await update('app', { upstreams: [] })).repository?.upstreams, []);
  });

  it('does not find a repository that is not there', () =>
    assert.rejects(update('none', { description: 'x' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    }));
});

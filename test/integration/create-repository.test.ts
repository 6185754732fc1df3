import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const create = (repository: string, upstreams: string[] = []) =>
  server.codeartifact.createRepository({
    domain: 'acme',
    repository,
    upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
  });

describe('CreateRepository: validation', () => {
  for (const repository of ['a', '.app', '__proto__', 'a/b', 'a'.repeat(101)])
    it(`refuses the name '${repository}'`, () =>
      assert.rejects(create(repository), { name: 'ValidationException', message: /'repository'/ }));

  it('refuses a description that is too long or holds control characters', async () => {
    for (const description of ['x'.repeat(1001), 'a\u0007b'])
      await assert.rejects(server.codeartifact.createRepository({ domain: 'acme', repository: 'new', description }), {
        name: 'ValidationException',
        message: /'description'/,
      });
  });

  it('refuses an upstream that is named twice, is missing, or is itself', async () => {
    await assert.rejects(create('new', ['store', 'store']), { name: 'ValidationException' });
    await assert.rejects(create('new', ['absent']), { name: 'ResourceNotFoundException', resourceId: 'acme/absent' });
    await assert.rejects(create('new', ['new']), { name: 'ValidationException', message: /upstream of itself/ });
    await assert.rejects(server.codeartifact.describeRepository({ domain: 'acme', repository: 'new' }), {
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses more than ten upstreams with 402', () =>
    assert.rejects(
      create(
        'new',
        Array.from({ length: 11 }, (_, i) => `store-${i}`),
      ),
      { name: 'ServiceQuotaExceededException' },
    ));
});

describe('CreateRepository: permissions', () => {
  it('needs CreateRepository, and AssociateWithDownstreamRepository on each upstream', async () => {
    const input = {
      domain: 'acme',
      repository: 'new',
      upstreams: [{ repositoryName: 'store' }, { repositoryName: 'team' }],
    };
    await refusesWithout({ action: 'codeartifact:CreateRepository', call: (client) => client.createRepository(input) });
    await refusesWithout({
      action: 'codeartifact:AssociateWithDownstreamRepository',
      resource: 'arn:aws:codeartifact:*:*:repository/*/team',
      call: (client) => client.createRepository(input),
    });
  });
});

describe('CreateRepository: behaviour', () => {
  it('keeps the order of the upstreams', async () => {
    const { repository } = await create('app', ['team', 'store']);
    const { createdTime, ...rest } = repository ?? {};
    assert.deepEqual(rest, {
      name: 'app',
      administratorAccount: '111122223333',
      domainName: 'acme',
      domainOwner: '111122223333',
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:repository/acme/app',
      upstreams: [{ repositoryName: 'team' }, { repositoryName: 'store' }],
      externalConnections: [],
    });
    assert.ok(createdTime instanceof Date);
  });

  it('refuses a name that is taken, in its spelling', async () => {
    await create('Case');
    await assert.rejects(create('Case'), {
      name: 'ConflictException',
      resourceType: 'repository',
      resourceId: 'acme/Case',
    });
    assert.equal((await create('case')).repository?.name, 'case');
  });

  it('does not find a domain that is not there', () =>
    assert.rejects(server.codeartifact.createRepository({ domain: 'none', repository: 'app' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    }));
});

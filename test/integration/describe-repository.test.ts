import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

describe('DescribeRepository: validation', () => {
  it('refuses a bad name', () =>
    assert.rejects(server.codeartifact.describeRepository({ domain: 'acme', repository: '..' }), {
      name: 'ValidationException',
    }));
});

describe('DescribeRepository: permissions', () => {
  it('needs DescribeRepository on this repository', () =>
    refusesWithout({
      action: 'codeartifact:DescribeRepository',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:repository/acme/team',
      call: (client) => client.describeRepository({ domain: 'acme', repository: 'team' }),
    }));
});

describe('DescribeRepository: behaviour', () => {
  it('shows upstreams and connections, empty lists too', async () => {
    const { repository } = await server.codeartifact.describeRepository({ domain: 'acme', repository: 'team' });
    assert.deepEqual(repository?.upstreams, [{ repositoryName: 'store' }]);
    assert.deepEqual(repository?.externalConnections, []);
  });

  it('names what is missing', async () => {
    await assert.rejects(server.codeartifact.describeRepository({ domain: 'acme', repository: 'none' }), {
      name: 'ResourceNotFoundException',
      resourceId: 'acme/none',
      resourceType: 'repository',
    });
    await assert.rejects(server.codeartifact.describeRepository({ domain: 'none', repository: 'none' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    });
  });
});

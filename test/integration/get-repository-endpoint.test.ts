import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { packageFormats } from '../../src/model/package-format.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const endpoint = (input: object) =>
  server.codeartifact.getRepositoryEndpoint({ domain: 'acme', repository: 'team', format: 'generic', ...input });

describe('GetRepositoryEndpoint: validation', () => {
  it('refuses formats and kinds of endpoint that do not exist', async () => {
    await assert.rejects(endpoint({ format: 'tar' }), { name: 'ValidationException', message: /\[npm, pypi/ });
    await assert.rejects(endpoint({ endpointType: 'ipv5' }), {
      name: 'ValidationException',
      message: /'endpointType'/,
    });
  });
});

describe('GetRepositoryEndpoint: permissions', () => {
  it('needs GetRepositoryEndpoint', () =>
    refusesWithout({
      action: 'codeartifact:GetRepositoryEndpoint',
      call: (client) => client.getRepositoryEndpoint({ domain: 'acme', repository: 'team', format: 'generic' }),
    }));
});

describe('GetRepositoryEndpoint: behaviour', () => {
  it('is below the address of the server and ends in a slash', async () => {
    for (const input of [{}, { endpointType: 'dualstack' }])
      assert.equal((await endpoint(input)).repositoryEndpoint, `${server.url}/generic/d/acme-111122223333/team/`);
  });

  it('is told for every format of the model, so that clients can be set up', async () => {
    for (const format of packageFormats)
      assert.equal(
        (await endpoint({ format })).repositoryEndpoint,
        `${server.url}/${format}/d/acme-111122223333/team/`,
      );
  });

  it('does not find a repository that is not there', () =>
    assert.rejects(endpoint({ repository: 'none' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    }));
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const getToken = (durationSeconds?: number) =>
  server.codeartifact.getAuthorizationToken({
    domain: 'acme',
    ...(durationSeconds !== undefined && { durationSeconds }),
  });

describe('GetAuthorizationToken: validation', () => {
  for (const seconds of [-1, 1, 899, 43_201])
    it(`refuses a life of ${seconds} s`, () =>
      assert.rejects(getToken(seconds), { name: 'ValidationException', message: /durationSeconds/ }));
});

describe('GetAuthorizationToken: permissions', () => {
  it('needs GetAuthorizationToken and sts:GetServiceBearerToken', async () => {
    for (const action of ['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'])
      await refusesWithout({ action, call: (client) => client.getAuthorizationToken({ domain: 'acme' }) });
  });
});

describe('GetAuthorizationToken: behaviour', () => {
  for (const [asked, given] of [
    [undefined, 43_200],
    [0, 43_200],
    [900, 900],
    [43_200, 43_200],
  ] as const)
    it(`lives ${given} s when ${asked ?? 'nothing'} is asked`, async () => {
      const { authorizationToken, expiration } = await getToken(asked);
      assert.ok(authorizationToken);
      const left = (expiration?.getTime() ?? 0) - Date.now();
      assert.ok(Math.abs(left - given * 1000) < 5000, `${left} ms`);
    });

  it('does not find a domain that is not there', () =>
    assert.rejects(server.codeartifact.getAuthorizationToken({ domain: 'none' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    }));
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { everything, policyText, refuse } from '../support/policy-text.ts';
import { startServer, type TestServer } from '../support/server.ts';

type Headers = Readonly<Record<string, string>>;

/** The administrator, as a proxy hands the request on. */
function forwarded(server: TestServer, headers: Headers): Codeartifact {
  const { url: endpoint, region, credentials } = server;
  const client = new Codeartifact({ endpoint, region, credentials, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: Record<string, string> }).headers, headers);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return client;
}

async function statuses(server: TestServer, headers: Headers): Promise<readonly [ping: number, api: number]> {
  const endpoint = await server.repository('team').endpoint('npm');
  const authorization = `Bearer ${await server.token()}`;
  const response = await fetch(`${endpoint}-/ping`, { headers: { authorization, ...headers } });
  await response.arrayBuffer();
  const described = forwarded(server, headers).listPackages({ domain: 'acme', repository: 'team' });
  const api = await described.then(
    ({ $metadata }) => $metadata.httpStatusCode ?? 0,
    (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
  );
  return [response.status, api];
}

let server: TestServer;
const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
  server = await startServer({ repositories: { team: [] }, env });
};
/** Refused where the condition holds. */
const refuseWhere = (Condition: object) =>
  server.codeartifact.putRepositoryPermissionsPolicy({
    ...{ domain: 'acme', repository: 'team' },
    policyDocument: policyText(
      { ...everything, Principal: '*' },
      { ...refuse('*', ['codeartifact:ReadFromRepository', 'codeartifact:ListPackages']), Condition },
    ),
  });
const outsideOffice = { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
const plain = { Bool: { 'aws:SecureTransport': 'false' } };
const office = { 'x-forwarded-for': '203.0.113.1, 192.0.2.7', 'x-forwarded-proto': 'https' };

describe('behind a trusted proxy', () => {
  before(() => start({ COFFER_TRUSTED_PROXIES: '127.0.0.1,::1' }));
  after(() => server[Symbol.asyncDispose]());

  it('policies see the address of the client, and no other that it names', async () => {
    await refuseWhere(outsideOffice);
    assert.deepEqual(await statuses(server, office), [200, 200]);
    assert.deepEqual(await statuses(server, { 'x-forwarded-for': '192.0.2.7, 203.0.113.1' }), [403, 403]);
    assert.deepEqual(await statuses(server, { 'x-forwarded-for': '192.0.2.7, unknown' }), [403, 403]);
    assert.deepEqual(await statuses(server, {}), [403, 403]);
    assert.deepEqual(await statuses(server, office), [200, 200]);
  });

  it('policies see whether the client spoke TLS', async () => {
    await refuseWhere(plain);
    assert.deepEqual(await statuses(server, office), [200, 200]);
    assert.deepEqual(await statuses(server, { ...office, 'x-forwarded-proto': 'http' }), [403, 403]);
    assert.deepEqual(await statuses(server, { ...office, 'x-forwarded-proto': 'https, http' }), [403, 403]);
  });
});

describe('without trusted proxies', () => {
  before(() => start({ COFFER_TRUSTED_PROXIES: '192.0.2.1' }));
  after(() => server[Symbol.asyncDispose]());

  it('anybody may write the headers, and nothing comes of it', async () => {
    await refuseWhere(outsideOffice);
    assert.deepEqual(await statuses(server, office), [403, 403]);
    await refuseWhere({ IpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1/128'] } });
    assert.deepEqual(await statuses(server, office), [403, 403]);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { grant, policyText, refuse } from '../support/policy-text.ts';
import { publishGeneric } from '../support/publish-generic.ts';
import { startServer, type TestServer } from '../support/server.ts';

const asset = 'ns/left/1/a.txt';
const read = 'codeartifact:ReadFromRepository';

let closed: TestServer;
let open: TestServer;
before(async () => {
  const start = async (anonymousRead: string): Promise<TestServer> => {
    const server = await startServer({ repositories: { team: [] }, env: { COFFER_ANONYMOUS_READ: anonymousRead } });
    await publishGeneric(server.codeartifact, { repository: 'team', namespace: 'ns', name: 'left', version: '1' });
    return server;
  };
  [closed, open] = await Promise.all([start('false'), start('true')]);
});
after(() => Promise.all([closed, open].map((server) => server[Symbol.asyncDispose]())));

const put = (server: TestServer, ...statements: object[]) =>
  server.codeartifact.putRepositoryPermissionsPolicy({
    ...{ domain: 'acme', repository: 'team', policyDocument: policyText(...statements) },
  });

async function ask(server: TestServer, init: RequestInit = {}, path = asset): Promise<Response> {
  const response = await fetch(`${await server.repository('team').endpoint('generic')}${path}`, init);
  await response.arrayBuffer();
  return response;
}

const status = async (server: TestServer, init: RequestInit = {}, path = asset): Promise<number> =>
  (await ask(server, init, path)).status;

describe('a request without a token', () => {
  it('is refused, whatever the policy, unless the operator has allowed it', async () => {
    await put(closed, grant('*', ['codeartifact:*']));
    assert.equal(await status(closed), 401);
  });

  it('is refused where the policy of the repository does not say so', async () => {
    for (const statements of [
      [grant({ AWS: '111122223333' }, read)],
      [grant('*', 'codeartifact:Describe*')],
      [{ ...refuse('*', 'nothing:AtAll') }],
      [{ Effect: 'Allow', NotPrincipal: { AWS: '222233334444' }, Action: '*', Resource: '*' }],
      [grant('*', read), refuse('*', read)],
      [{ ...grant('*', read), Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }],
    ]) {
      await put(open, ...statements);
      assert.equal(await status(open), 401, JSON.stringify(statements));
    }
  });

  it('is asked for a token, so that clients send theirs', async () => {
    await put(open, grant('*', 'nothing:AtAll'));
    const response = await ask(open);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /Basic/);
  });

  it('is not let in by the policy of the domain, and can be kept out by it', async () => {
    const policyDocument = policyText(grant('*', read));
    await put(open, grant('*', 'nothing:AtAll'));
    await open.codeartifact.putDomainPermissionsPolicy({ domain: 'acme', policyDocument });
    assert.equal(await status(open), 401);
    await put(open, grant('*', read));
    assert.equal(await status(open), 200);
    await open.codeartifact.putDomainPermissionsPolicy({
      ...{ domain: 'acme', policyDocument: policyText(refuse('*', read)) },
    });
    assert.equal(await status(open), 401);
    await open.codeartifact.deleteDomainPermissionsPolicy({ domain: 'acme' });
  });

  it('reads, and does nothing else, where both say so', async () => {
    await put(open, grant({ AWS: '*' }, 'codeartifact:*'));
    assert.deepEqual([await status(open), await status(open, { method: 'HEAD' })], [200, 200]);
    assert.equal(await status(open, { method: 'PUT', body: 'x' }, 'ns/right/1/a.txt'), 401);
    assert.equal(await status(open, { method: 'DELETE' }), 401);
    const elsewhere = (await open.repository('team').endpoint('generic')).replace('/team/', '/none/');
    assert.equal((await fetch(`${elsewhere}${asset}`)).status, 401);
    const whoami = `${await open.repository('team').endpoint('npm')}-/whoami`;
    assert.equal((await fetch(whoami)).status, 401);
  });

  it('is told apart from one with a wrong token', async () => {
    await put(open, grant('*', read));
    assert.equal(await status(open, { headers: { authorization: 'Bearer wrong' } }), 401);
    assert.equal(await status(open, { headers: { authorization: `Bearer ${await open.token()}` } }), 200);
  });

  it('can be bound by a condition', async () => {
    for (const [address, expected] of [
      ['127.0.0.1', 200],
      ['192.0.2.0/24', 401],
    ] as const) {
      await put(open, { ...grant('*', read), Condition: { IpAddress: { 'aws:SourceIp': address } } });
      assert.equal(await status(open), expected);
    }
  });
});

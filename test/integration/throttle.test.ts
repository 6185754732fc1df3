import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Codeartifact, ThrottlingException } from '@aws-sdk/client-codeartifact';
import { addUser, allow, clientsOf } from '../support/principals.ts';
import { publishNpm, readAsClient } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

const refusals = async (requests: readonly Promise<unknown>[]): Promise<unknown[]> =>
  (await Promise.allSettled(requests)).flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));

const many = <T>(count: number, request: () => Promise<T>): Promise<T>[] => Array.from({ length: count }, request);

const read = (url: string, token: string): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } });

const limited = (name: string, rate: number): Promise<TestServer> =>
  startServer({ repositories: { app: [] }, env: { [name]: String(rate) } });

describe('request throttling', () => {
  it('refuses what one key sends beyond its rate, and tells when to come back', async () => {
    await using server = await limited('COFFER_THROTTLE_TOKEN', 10);
    const refused = await refusals(many(60, () => server.codeartifact.listDomains({})));
    assert.ok(refused.length >= 20, `${refused.length} of 60 were refused`);
    for (const error of refused) {
      assert.ok(error instanceof ThrottlingException);
      assert.equal(error.$metadata.httpStatusCode, 429);
      assert.equal(error.retryAfterSeconds, 1);
      assert.match(error.message, /more than the 10 requests a second/);
    }
    const patient = new Codeartifact({
      ...{ endpoint: server.url, region: server.region, credentials: server.credentials },
      maxAttempts: 12,
    });
    assert.deepEqual(await refusals(many(30, () => patient.listDomains({}))), []);
    patient.destroy();
  });

  it('counts each key for itself, and leaves a package manager its own words', async () => {
    await using server = await limited('COFFER_THROTTLE_TOKEN', 10);
    const { codeartifact } = await addUser(server, 'other', [allow('codeartifact:*')]);
    const endpoint = await server.repository('app').endpoint('npm');
    const token = await server.token();
    await publishNpm(server, 'app', { name: 'left', version: '1.0.0' });
    const answers: Response[] = [];
    for (let i = 0; i < 60; i++) answers.push(await read(`${endpoint}left`, token));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 20, `${refused.length} of 60 were refused`);
    const [first] = refused;
    assert.equal(first?.headers.get('retry-after'), '1');
    assert.match((await first?.text()) ?? '', /^\{"error":".* ask again in 1 s/);
    await codeartifact.describeDomain({ domain: 'acme' });
  });

  it('counts an account whatever its keys and tokens', async () => {
    await using server = await limited('COFFER_THROTTLE_ACCOUNT', 10);
    const { codeartifact, sts } = await addUser(server, 'other', [allow('codeartifact:*')]);
    const endpoint = await server.repository('app').endpoint('npm');
    const token = await server.token();
    const { iam } = clientsOf(server);
    const names = async (request: () => Promise<unknown>): Promise<unknown[]> => {
      const errors = await refusals(many(60, request));
      return [...new Set(errors.map((error) => (error as Error).name))];
    };
    await Promise.all(many(60, () => read(`${endpoint}-/ping`, token)));
    assert.deepEqual(await names(() => codeartifact.listDomains({})), ['ThrottlingException']);
    assert.deepEqual(await names(() => sts.getCallerIdentity({})), ['Throttling']);
    assert.deepEqual(await names(() => iam.listUsers({})), ['Throttling']);
  });

  it('counts those who have no token by their address', async () => {
    await using server = await startServer({
      repositories: { app: [] },
      env: { COFFER_THROTTLE_TOKEN: '10', COFFER_ANONYMOUS_READ: 'true' },
    });
    const url = `${await server.repository('app').endpoint('npm')}left`;
    const statuses = (await Promise.all(many(60, () => fetch(url)))).map(({ status }) => status);
    assert.ok(statuses.filter((status) => status === 429).length >= 20);
    assert.ok(statuses.includes(401));
    assert.equal((await readAsClient(server, 'app', 'npm', 'left')).status, 404);
  });

  it('is off unless it is asked for', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    assert.deepEqual(await refusals(many(300, () => server.codeartifact.listDomains({}))), []);
  });
});

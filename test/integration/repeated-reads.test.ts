import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { publishDocument, type RawRegistry, rawRegistry, tarball } from '../../conformance/npm/raw-requests.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let registry: RawRegistry;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
  registry = await rawRegistry(server, 'app');
  await publish('1.0.0');
});
after(() => server[Symbol.asyncDispose]());

async function publish(version: string): Promise<void> {
  const bytes = await tarball({ name: 'hello', version });
  const { status } = await registry.ask('PUT', 'hello', publishDocument({ version, bytes }));
  assert.equal(status, 201);
}

const versions = async (): Promise<string[]> =>
  Object.keys(((await registry.ask('GET', 'hello')).body as { versions: object }).versions);

const policyOf = (statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Principal: '*', Action: 'codeartifact:ReadFromRepository', Resource: '*', ...statement }],
  });
const repository = { domain: 'acme', repository: 'app' };
const putPolicy = (statement: object) =>
  server.codeartifact.putRepositoryPermissionsPolicy({ ...repository, policyDocument: policyOf(statement) });

describe('the same read, asked again and again', () => {
  it('sees a publish at once', async () => {
    assert.deepEqual([await versions(), await versions()], [['1.0.0'], ['1.0.0']]);
    await publish('1.1.0');
    assert.deepEqual(await versions(), ['1.0.0', '1.1.0']);
  });

  it('sees a policy at once, and that it is gone', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await registry.ask('GET', 'hello')).status, 200);
    await putPolicy({ Effect: 'Deny' });
    assert.equal((await registry.ask('GET', 'hello')).status, 403);
    await server.codeartifact.deleteRepositoryPermissionsPolicy(repository);
    assert.equal((await registry.ask('GET', 'hello')).status, 200);
  });

  it('is decided each time where the decision depends on the time', async () => {
    const end = Date.now() + 600;
    await putPolicy({
      Effect: 'Deny',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': new Date(end).toISOString() } },
    });
    for (let i = 0; i < 3; i++) assert.equal((await registry.ask('GET', 'hello')).status, 200);
    await sleep(end + 20 - Date.now());
    assert.equal((await registry.ask('GET', 'hello')).status, 403);
    await server.codeartifact.deleteRepositoryPermissionsPolicy(repository);
  });

  it('is refused to another token, and answered in the form that each asks for', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${registry.endpoint}hello`, { headers });
    const { authorization } = registry;
    const full = await ask({ authorization, accept: 'application/json' });
    const short = await ask({ authorization, accept: 'application/vnd.npm.install-v1+json' });
    assert.notEqual(full.headers.get('content-type'), short.headers.get('content-type'));
    assert.equal((await ask({ authorization: `${authorization}x`, accept: 'application/json' })).status, 401);
    const etag = full.headers.get('etag') ?? '';
    for (let i = 0; i < 2; i++)
      assert.equal((await ask({ authorization, accept: 'application/json', 'if-none-match': etag })).status, 304);
    const head = await fetch(`${registry.endpoint}hello`, { method: 'HEAD', headers: { authorization } });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
  });

  it('has the same bytes and lengths whether a large document was compressed before or not', async () => {
    const keywords = Array.from({ length: 10_000 }, (_, i) => `keyword-${i}`);
    const bytes = await tarball({ name: 'large', version: '1.0.0', keywords });
    const change = (document: Record<string, unknown>): void => {
      const { '1.0.0': manifest } = document['versions'] as Record<string, object>;
      document['versions'] = { '1.0.0': { ...manifest, keywords } };
    };
    const { status } = await registry.ask('PUT', 'large', publishDocument({ name: 'large', bytes, change }));
    assert.equal(status, 201);
    const ask = async (method: string, encoding: string) => {
      const { authorization } = registry;
      const headers = { authorization, 'accept-encoding': encoding, 'x-turn': `${++turn}` };
      const answer = await fetch(`${registry.endpoint}large`, { method, headers });
      const text = await answer.text();
      return { text, length: Number(answer.headers.get('content-length')), etag: answer.headers.get('etag') };
    };
    let turn = 0;
    const before = await ask('GET', 'identity');
    assert.ok(before.length > 100_000 && before.length === Buffer.byteLength(before.text));
    const zipped = await ask('GET', 'gzip');
    assert.ok(zipped.length < before.length / 2);
    assert.equal(zipped.text, before.text);
    assert.deepEqual(await ask('GET', 'identity'), before);
    assert.deepEqual(await ask('HEAD', 'identity'), { ...before, text: '' });
    assert.deepEqual(await ask('HEAD', 'gzip'), { ...zipped, text: '' });
  });

  it('has a request id of its own each time', async () => {
    const ids = new Set<string | null>();
    for (let i = 0; i < 5; i++) {
      const answer = await fetch(`${registry.endpoint}hello`, { headers: { authorization: registry.authorization } });
      await answer.arrayBuffer();
      ids.add(answer.headers.get('x-amzn-requestid'));
    }
    assert.equal(ids.size, 5);
  });
});

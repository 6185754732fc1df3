import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestsOf } from '../../src/model/digests.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';

const bytes = Buffer.from('generic bytes\n'.repeat(1000));
const { sha256 } = digestsOf(bytes);

async function asker(server: TestServer) {
  const repository = server.repository('app');
  const endpoint = await repository.endpoint('generic');
  const authorization = `Bearer ${await repository.token()}`;
  return (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
    fetch(new URL(path, endpoint), {
      method,
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
}

describe('generic packages over HTTP', () => {
  it('puts, gets, gets a part of and deletes', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const ask = await asker(server);
    const path = 'acme/tool/1.0/tool%20%C3%BC.bin';
    const made = await ask('PUT', path, { 'x-checksum-sha256': sha256 }, bytes);
    assert.equal(made.status, 201);
    assert.equal(((await made.json()) as { status: string }).status, 'Published');
    assert.equal((await ask('PUT', path, {}, bytes)).status, 200);
    const got = await ask('GET', path);
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), bytes);
    assert.equal(got.headers.get('etag'), `"${sha256}"`);
    assert.equal(got.headers.get('content-disposition'), "attachment; filename*=UTF-8''tool%20%C3%BC.bin");
    const head = await ask('HEAD', path);
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
    const part = await ask('GET', path, { range: 'bytes=0-6' });
    assert.deepEqual([part.status, await part.text()], [206, 'generic']);
    assert.equal((await ask('DELETE', 'acme/tool/1.0')).status, 204);
    assert.equal((await ask('GET', path)).status, 404);
    assert.equal((await ask('DELETE', 'acme/tool/1.0')).status, 404);
  });

  it('keeps a version open while it is unfinished, and closed after', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const ask = await asker(server);
    assert.equal((await ask('PUT', '-/tool/1/a?unfinished=true', {}, bytes)).status, 201);
    assert.equal((await ask('PUT', '-/tool/1/b', {}, bytes)).status, 201);
    const late = await ask('PUT', '-/tool/1/c', {}, bytes);
    assert.equal(late.status, 409);
    assert.match(((await late.json()) as { message: string }).message, /takes no further assets/);
    const { package: described } = await server.codeartifact.describePackage({
      ...{ domain: server.domain, repository: 'app', format: 'generic', package: 'tool' },
    });
    assert.deepEqual([described?.name, described?.namespace], ['tool', undefined]);
  });

  it('refuses other bytes, wrong digests, odd names, and what exists where it must not', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const ask = await asker(server);
    const path = 'acme/tool/1.0/a';
    const base64 = Buffer.from(sha256, 'hex').toString('base64');
    const good = { 'repr-digest': `sha-256=:${base64}:`, 'if-none-match': '*' };
    assert.equal((await ask('PUT', path, { digest: `sha-256=${base64.replace(/^./, '_')}` }, bytes)).status, 400);
    assert.equal((await ask('PUT', path, { 'x-checksum-sha256': '0'.repeat(64) }, bytes)).status, 400);
    assert.equal((await ask('GET', path)).status, 404);
    assert.equal((await ask('PUT', path, good, bytes)).status, 201);
    assert.equal((await ask('PUT', path, good, bytes)).status, 412);
    assert.equal((await ask('PUT', path, {}, Buffer.from('other'))).status, 409);
    for (const odd of ['acme/tool/1.0/a%2Fb', 'acme/tool/1.0/a:b', 'acme/to%20ol/1.0/a', 'acme/tool/1%200/a'])
      assert.equal((await ask('PUT', odd, {}, bytes)).status, 400, odd);
    assert.equal((await ask('PUT', `${path}2?unfinished=maybe`, {}, bytes)).status, 400);
    const anonymous = await ask('GET', path, { authorization: '' });
    assert.deepEqual([anonymous.status, anonymous.headers.get('www-authenticate')], [401, 'Basic realm="coffer"']);
  });
});

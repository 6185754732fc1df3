import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { operations } from '../../src/api/model.generated.ts';
import { catalogue } from '../../src/formats/catalogue.ts';
import { auditRows } from '../support/audit-rows.ts';
import { routesOf, type WalkedRoute, withoutPermission } from '../support/format-routes.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

async function ask(
  { method, url }: WalkedRoute,
  authorization?: string,
): Promise<{ status: number; requestId: string }> {
  const response = await fetch(url, {
    method,
    headers: authorization === undefined ? {} : { authorization },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
  });
  await response.arrayBuffer();
  return { status: response.status, requestId: response.headers.get('x-amzn-requestid') ?? '' };
}

describe('every route of every format', () => {
  it('asks for a token, unless it is anonymous by intent', async () => {
    for (const format of catalogue.values())
      for (const route of routesOf(server, format)) {
        if (route.access === 'anonymous') {
          assert.ok(withoutPermission.has(route.name), `${route.name} is open to everybody`);
          continue;
        }
        for (const authorization of [undefined, 'Bearer wrong', `Basic ${btoa('aws:wrong')}`])
          assert.equal((await ask(route, authorization)).status, 401, `${route.name} with ${authorization}`);
      }
  });

  it('decides, and leaves an audit record', async () => {
    const authorization = `Bearer ${await server.token()}`;
    const asked: { name: string; requestId: string }[] = [];
    for (const format of catalogue.values())
      for (const route of routesOf(server, format)) {
        if (typeof route.access === 'string') {
          assert.ok(withoutPermission.has(route.name), `${route.name} asks for no permission`);
          continue;
        }
        const { status, requestId } = await ask(route, authorization);
        assert.ok(status < 500, `${route.name} answers ${status}`);
        asked.push({ name: route.name, requestId });
      }
    assert.ok(asked.length > 0);
    const audited = new Set((await auditRows(server)).map(({ requestId }) => requestId));
    assert.deepEqual(
      asked.filter(({ requestId }) => !audited.has(requestId)).map(({ name }) => name),
      [],
    );
  });
});

describe('every operation of the API', () => {
  it('refuses a request without a signature', async () => {
    for (const { method, path } of Object.values(operations)) {
      const response = await fetch(`${server.url}${path}`, { method });
      assert.equal(response.status, 403, `${method} ${path}`);
      assert.equal(response.headers.get('x-amzn-errortype'), 'MissingAuthenticationTokenException');
      await response.arrayBuffer();
    }
  });
});

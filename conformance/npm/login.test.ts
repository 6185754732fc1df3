import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from '../../test/support/server.ts';

let server: TestServer;
let endpoint: string;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
  endpoint = await server.repository('app').endpoint('npm');
});
after(() => server[Symbol.asyncDispose]());

async function ask(method: string, path: string, body: object, token?: string) {
  const response = await fetch(`${endpoint}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as { token?: string; error?: string } };
}

const userPath = '-/user/org.couchdb.user:me';
const form = (password: unknown) => ({ _id: 'org.couchdb.user:me', name: 'me', type: 'user', roles: [], password });

describe('npm login', () => {
  it('finds no login by browser, with and without a token, and so goes on to the prompt', async () => {
    for (const token of [undefined, await server.token()]) {
      const { status } = await ask('POST', '-/v1/login', {}, token);
      assert.ok(status >= 400 && status < 500, String(status));
    }
  });

  it('takes a token for the password, and gives it back', async () => {
    const token = await server.token();
    const { status, answer } = await ask('PUT', userPath, form(token));
    assert.deepEqual([status, answer.token], [201, token]);
    const who = await fetch(`${endpoint}-/whoami`, { headers: { authorization: `Bearer ${answer.token}` } });
    assert.deepEqual(await who.json(), { username: 'admin' });
  });

  for (const [name, password] of [
    ['a wrong password', 'secret'],
    ['an empty one', ''],
    ['none', undefined],
    ['another type', { $ne: '' }],
  ] as const)
    it(`says what to do about ${name}`, async () => {
      const { status, answer } = await ask('PUT', userPath, form(password));
      assert.equal(status, 401);
      assert.match(answer.error ?? '', /aws codeartifact login --tool npm/);
    });

  it("takes no token of another domain's", async () => {
    await server.codeartifact.createDomain({ domain: 'other' });
    assert.equal((await ask('PUT', userPath, form(await server.token('other')))).status, 401);
  });
});

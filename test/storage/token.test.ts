import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { addUser, allow, clientsOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { runCoffer } from './run-coffer.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], other: [] } });
  await addUser(server, 'robot', [allow('codeartifact:*')]);
});
after(() => server[Symbol.asyncDispose]());

const coffer = (...args: string[]) => runCoffer(server, args);

async function makeToken(name: string, ...more: string[]): Promise<string> {
  const args = ['token', 'create', name, '--user', 'robot', '--domain', 'acme', ...more];
  const { code, stdout, stderr } = await coffer(...args);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function ask(token: string, repository: string, path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(
    `${server.url}/${path.split('/', 1)[0]}/d/acme-111122223333/${repository}/${path.slice(path.indexOf('/') + 1)}`,
    {
      ...init,
      headers: { authorization: `Basic ${btoa(`aws:${token}`)}` },
    },
  );
  await response.arrayBuffer();
  return response.status;
}
const ping = (token: string, repository = 'team') => ask(token, repository, 'npm/-/ping');
const put = (token: string, version: string) =>
  ask(token, 'team', `generic/ns/tool/${version}/a.bin`, { method: 'PUT', body: 'x' });

describe('coffer token create', () => {
  it('makes a token that reads, and only that, in its domain', async () => {
    const token = await makeToken('reader');
    assert.match(token, /^coffer_robot_[\w-]{43}$/);
    assert.deepEqual([await ping(token), await ping(token, 'other')], [200, 200]);
    assert.equal(await put(token, '1.0'), 403);
    assert.equal(await ping(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`), 401);
  });

  it('keeps to repositories, actions and networks', async () => {
    const publisher = await makeToken('publisher', '--repository', 'team', '--allow', 'publish');
    assert.deepEqual([await ping(publisher), await ping(publisher, 'other')], [200, 403]);
    assert.equal(await put(publisher, '2.0'), 201);
    const here = await makeToken('here', '--source', '127.0.0.0/8', '::1/128');
    const elsewhere = await makeToken('elsewhere', '--source', '10.0.0.0/8');
    assert.deepEqual([await ping(here), await ping(elsewhere)], [200, 403]);
  });

  it('may never do more than its user, and ends with it', async () => {
    const { iam } = clientsOf(server);
    await addUser(server, 'leaver', [allow('codeartifact:ReadFromRepository')]);
    const { stdout } = await coffer(
      'token',
      'create',
      'own',
      '--user',
      'leaver',
      '--domain',
      'acme',
      '--allow',
      'codeartifact:*',
    );
    const token = stdout.trim();
    assert.equal(await ping(token), 200);
    assert.equal(await put(token, '3.0'), 403);
    await iam.deleteUserPolicy({ UserName: 'leaver', PolicyName: 'grants' });
    assert.equal(await ping(token), 403);
    const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName: 'leaver' });
    for (const { AccessKeyId } of AccessKeyMetadata) await iam.deleteAccessKey({ UserName: 'leaver', AccessKeyId });
    await iam.deleteUser({ UserName: 'leaver' });
    assert.equal(await ping(token), 401);
    assert.doesNotMatch((await coffer('token', 'list')).stdout, /^own /m);
  });

  it('ends when it is told to', async () => {
    const soon = new Date(Date.now() + 1500).toISOString();
    const token = await makeToken('soon', '--expires', soon);
    const until = Date.parse(soon);
    if (Date.now() < until - 300) assert.equal(await ping(token), 200);
    await sleep(Math.max(0, until - Date.now() + 50));
    assert.equal(await ping(token), 401);
  });

  for (const [what, args, message] of [
    ['a user that is not there', ['--user', 'absent', '--domain', 'acme'], /no user 'absent'/],
    ['a domain that is not there', ['--user', 'robot', '--domain', 'absent'], /no domain 'absent'/],
    [
      'a repository that is not there',
      ['--user', 'robot', '--domain', 'acme', '--repository', 'no'],
      /no repository 'no'/,
    ],
    ['an action that is none', ['--user', 'robot', '--domain', 'acme', '--allow', 'everything'], /limits/],
    ['a network that is none', ['--user', 'robot', '--domain', 'acme', '--source', '10.0.0.0/99'], /limits/],
    ['an end that is over', ['--user', 'robot', '--domain', 'acme', '--expires', '2020-01-01'], /is over/],
    ['an end that is none', ['--user', 'robot', '--domain', 'acme', '--expires', 'soon'], /neither a time/],
  ] as const)
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await coffer('token', 'create', 'wrong', ...args);
      assert.equal(code, 1);
      assert.match(stderr, message);
    });
});

describe('coffer token list', () => {
  it('tells limits and last use, and no token', async () => {
    const token = await makeToken(
      'listed',
      '--repository',
      'team',
      '--allow',
      'publish',
      '--source',
      '127.0.0.1/32',
      '--expires',
      '90d',
    );
    assert.match((await coffer('token', 'list')).stdout, /^listed .*last used never$/m);
    assert.equal(await ping(token), 200);
    let line = '';
    for (let attempt = 0; attempt < 20 && !/last used 2/.test(line); attempt++) {
      await sleep(50);
      const { stdout } = await coffer('token', 'list');
      line = /^listed .*$/m.exec(stdout)?.[0] ?? '';
      assert.equal(stdout.includes(token), false);
    }
    assert.match(
      line,
      /^listed {2}of robot {2}acme\/team {2}publish {2}from 127\.0\.0\.1\/32 {2}made 2\S+, expires 2\S+, last used 2/,
    );
  });
});

describe('coffer token revoke', () => {
  it('ends a robot token at once, by name or by itself', async () => {
    const [one, two] = [await makeToken('one'), await makeToken('two')];
    assert.deepEqual([await ping(one), await ping(two)], [200, 200]);
    for (const which of ['one', two]) assert.equal((await coffer('token', 'revoke', which)).code, 0);
    assert.deepEqual([await ping(one), await ping(two)], [401, 401]);
    const again = await coffer('token', 'revoke', 'one');
    assert.deepEqual([again.code, /no token 'one'/.test(again.stderr)], [1, true]);
  });

  it('ends a token of GetAuthorizationToken, by itself or by its id, and no other', async () => {
    const [leaked, known, good] = [await server.token(), await server.token(), await server.token()];
    assert.deepEqual([await ping(leaked), await ping(known), await ping(good)], [200, 200, 200]);
    for (const which of [leaked, decodeJwt(known).jti ?? '']) {
      const { code, stderr } = await coffer('token', 'revoke', which);
      assert.equal(code, 0, stderr);
    }
    assert.deepEqual([await ping(leaked), await ping(known), await ping(good)], [401, 401, 200]);
    const wrong = await coffer('token', 'revoke', `${good.slice(0, -4)}AAAA`);
    assert.deepEqual([wrong.code, /not one of this installation/.test(wrong.stderr)], [1, true]);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../support/server.ts';

it('logs one line a request, and no secret in it', async () => {
  await using server = await startServer({
    process: true,
    repositories: { app: [] },
    env: { COFFER_LOG_LEVEL: 'trace' },
  });
  const endpoint = await server.repository('app').endpoint('npm');
  const token = await server.token();
  // What went before is logged by then.
  await sleep(200);
  const before = server.output().length;
  const authorization = `Bearer ${token}`;
  const basic = `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`;
  const asked: readonly [path: string, init: RequestInit][] = [
    ['-/ping', { headers: { authorization } }],
    ['-/whoami', { headers: { authorization: basic } }],
    ['-/whoami', { headers: { authorization: `Bearer ${token}broken` } }],
    [`-/user/token/${token}`, { method: 'DELETE', headers: { authorization } }],
    [
      '-/user/org.couchdb.user:aws',
      { method: 'PUT', body: JSON.stringify({ _id: 'org.couchdb.user:aws', name: 'aws', password: token }) },
    ],
    [`nothing?token=${token}`, { headers: { authorization } }],
    ['nothing', { method: 'PUT', headers: { authorization }, body: '{' }],
  ];
  const statuses: number[] = [];
  for (const [path, init] of asked) {
    const answer = await fetch(`${endpoint}${path}`, init);
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  await server.codeartifact.listDomains({});
  await sleep(200);
  const output = server.output().slice(before);
  const lines = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const requests = lines.filter(({ msg }) => msg === 'request');
  assert.deepEqual(
    requests.map(({ status }) => status),
    [...statuses, 200],
  );
  for (const { method, path, requestId, milliseconds } of requests) {
    assert.match(method, /^[A-Z]+$/);
    assert.ok(path.startsWith('/') && !path.includes('?'), path);
    assert.equal(typeof requestId, 'string');
    assert.equal(typeof milliseconds, 'number');
  }
  for (const secret of [token, token.slice(-40), basic.slice(6), server.credentials.secretAccessKey])
    assert.ok(!output.includes(secret), 'a secret is in the log');
});

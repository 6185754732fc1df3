import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../support/server.ts';

it('goes on after clients that hang up in the middle of a large answer, and keeps no file open', async () => {
  await using server = await startServer({ process: true, repositories: { app: [] } });
  const endpoint = new URL(await server.repository('app').endpoint('generic'));
  const authorization = `Bearer ${await server.token()}`;
  const url = new URL('acme/large/1.0/file', endpoint);
  const body = Buffer.alloc(8 * 1024 ** 2, 'x');
  const put = await fetch(url, { method: 'PUT', headers: { authorization }, body });
  assert.equal(put.status, 201);
  const request = `GET ${url.pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`;
  for (let i = 0; i < 150; i++) {
    const socket = connect(Number(url.port), '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(request);
    // Before the first bytes, or after some.
    if (i % 3 === 0) await once(socket, 'data');
    else await sleep(i % 3);
    socket.destroy();
  }
  // Enough garbage for collections, which end a process that left a file to them.
  for (let i = 0; i < 5; i++) {
    const read = await fetch(url, { headers: { authorization } });
    assert.equal((await read.arrayBuffer()).byteLength, body.length);
  }
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.doesNotMatch(server.output(), /"level":50/);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let path = '';
let token = '';
before(async () => {
  server = await startServer({
    repositories: { app: [] },
    env: { COFFER_CLIENT_IDLE_SECONDS: '1', COFFER_MAX_REQUESTS: '2' },
  });
  path = new URL(await server.repository('app').endpoint('generic')).pathname;
  token = await server.token();
});
after(() => server[Symbol.asyncDispose]());

/** A client that says what it is told to, and nothing else. */
async function open(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write(text);
  return socket;
}

const upload = (name: string, length: number): string =>
  `PUT ${path}${name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n`;

const secondsUntilClosed = async (socket: Socket): Promise<number> => {
  const started = performance.now();
  socket.resume();
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
  return (performance.now() - started) / 1000;
};

describe('a client that keeps the server waiting', () => {
  it('is cut off when it stops in the middle of its body', async () => {
    const socket = await open(`${upload('slow/stops/1/file', 1000)}some`);
    assert.ok((await secondsUntilClosed(socket)) < 5);
  });

  it('is cut off when it only trickles', async () => {
    const socket = await open(upload('slow/trickles/1/file', 1000));
    const trickle = setInterval(() => socket.write('.'), 100);
    const seconds = await secondsUntilClosed(socket);
    clearInterval(trickle);
    assert.ok(seconds < 5, `${seconds}`);
  });

  it('is cut off when it does not take its answer', async () => {
    const body = Buffer.alloc(32 * 1024 ** 2, 'x');
    const headers = { authorization: `Bearer ${token}` };
    const put = await fetch(new URL(`${path}slow/reads/1/file`, server.url), { method: 'PUT', headers, body });
    assert.equal(put.status, 201);
    const socket = await open(
      `GET ${path}slow/reads/1/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    socket.pause();
    await sleep(3000);
    let received = 0;
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    await secondsUntilClosed(socket);
    assert.ok(received < body.length, `${received}`);
  });

  it('is not cut off as long as enough moves', async () => {
    const socket = await open(upload('slow/steady/1/file', 4000));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    for (let i = 0; i < 8; i++) {
      await sleep(300);
      socket.write('x'.repeat(500));
    }
    await sleep(300);
    assert.match(answer, /^HTTP\/1\.1 201 /);
    socket.destroy();
  });
});

describe('more requests than the server takes', () => {
  it('are told to come back, probes are answered, and it goes on afterwards', async () => {
    const held = await Promise.all([1, 2].map((i) => open(upload(`busy/held/${i}/file`, 10))));
    await sleep(100);
    const headers = { authorization: `Bearer ${token}` };
    const refused = await fetch(new URL(`${path}slow/steady/1/file`, server.url), { headers });
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.match(await refused.text(), /2 requests under way/);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    for (const socket of held) socket.destroy();
    await sleep(100);
    assert.equal((await fetch(new URL(`${path}slow/steady/1/file`, server.url), { headers })).status, 200);
  });
});

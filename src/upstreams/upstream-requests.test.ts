import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { type FakeUpstream, startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { systemClock } from '../kernel/clock.ts';
import type { ExternalConnection } from './connections.ts';
import { type OriginClientOptions, originClient } from './origin-client.ts';
import { defaultGuard } from './outbound-guard.ts';
import { type UpstreamRequests, type UpstreamRequestsOptions, upstreamRequests } from './upstream-requests.ts';

const connectionTo = (url: URL | null, rest: Partial<ExternalConnection> = {}): ExternalConnection => ({
  name: 'custom:test',
  format: 'npm',
  url,
  credentials: null,
  ...rest,
});

interface Bench extends AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly client: UpstreamRequests;
  readonly connection: ExternalConnection;
  fetch(path: string): Promise<string>;
}

async function bench(options: OriginClientOptions & Partial<UpstreamRequestsOptions> = {}): Promise<Bench> {
  const upstream = await startFakeUpstream();
  const origin = originClient(options);
  const client = upstreamRequests({ clock: systemClock, originClient: origin, maxRetries: 0, ...options });
  const connection = connectionTo(upstream.url, { credentials: { kind: 'bearer', token: 'secret' } });
  return {
    upstream,
    client,
    connection,
    async fetch(path) {
      const { body } = await client.fetchDocument(connection, new URL(path, upstream.url), {
        accept: 'application/json',
      });
      return text(body);
    },
    async [Symbol.asyncDispose]() {
      await origin.close();
      await upstream.close();
    },
  };
}

describe('upstream documents', () => {
  it('fetches, inflates and answers conditional requests', async () => {
    await using b = await bench();
    b.upstream.put('/a', { body: '{"a":1}', gzip: true });
    const first = await b.client.fetchDocument(b.connection, new URL('a', b.upstream.url), {
      accept: 'application/json',
    });
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('content-encoding'), 'gzip');
    assert.equal(await text(first.body), '{"a":1}');
    const validators = { etag: first.headers.get('etag') ?? null, lastModified: null };
    const again = await b.client.fetchDocument(b.connection, new URL('a', b.upstream.url), {
      accept: '*/*',
      validators,
    });
    assert.equal(again.status, 304);
    const absent = await b.client.fetchDocument(b.connection, new URL('b', b.upstream.url), { accept: '*/*' });
    assert.equal(absent.status, 404);
    assert.equal(b.upstream.requests[0]?.headers.authorization, 'Bearer secret');
    assert.equal(b.upstream.requests[0]?.headers['accept-encoding'], 'gzip, br, deflate');
  });

  it('retries what may pass, honouring Retry-After', async () => {
    await using b = await bench({ maxRetries: 2 });
    b.upstream.put('/a', { body: 'ok' });
    b.upstream.lie('/a', { kind: 'status', status: 503, retryAfter: '1' }, 1);
    const started = performance.now();
    assert.equal(await b.fetch('a'), 'ok');
    assert.ok(performance.now() - started >= 990);
    b.upstream.lie('/a', { kind: 'status', status: 429 }, 2);
    assert.equal(await b.fetch('a'), 'ok');
    assert.equal(b.upstream.count('/a'), 5);
  });

  it('does not ask again when told to wait for long', async () => {
    await using b = await bench({ maxRetries: 2 });
    b.upstream.put('/a', { body: 'ok' });
    b.upstream.lie('/a', { kind: 'status', status: 429, retryAfter: '30' }, 1);
    await assert.rejects(b.fetch('a'), { code: 'InternalServer', retryAfterSeconds: 30, message: /status 429/ });
    await assert.rejects(b.fetch('a'), { retryAfterSeconds: 30, message: /not asked again for 30 s/ });
    assert.equal(b.upstream.count('/a'), 1);
  });

  it('stops asking after five failures', async () => {
    await using b = await bench();
    b.upstream.lie('*', { kind: 'status', status: 500 });
    for (let i = 0; i < 8; i++) await assert.rejects(b.fetch('a'), { code: 'InternalServer' });
    assert.equal(b.upstream.count('/a'), 5);
  });

  it('says what to do about refused credentials, once', async () => {
    await using b = await bench({ maxRetries: 3 });
    b.upstream.lie('*', { kind: 'status', status: 403 });
    await assert.rejects(b.fetch('a?token=hidden'), (error: Error) => {
      assert.match(error.message, /custom:test.*403; check the credentials/);
      assert.doesNotMatch(error.message, /hidden/);
      return true;
    });
    assert.equal(b.upstream.requests.length, 1);
  });

  for (const [title, lie, options, message] of [
    ['a hang', { kind: 'hang' }, { headersMilliseconds: 300 }, /too long to answer/],
    ['silence in a body', { kind: 'silence', afterBytes: 3 }, { idleMilliseconds: 300 }, /stopped sending/],
    [
      'a slow drip',
      { kind: 'drip', bytes: 1, everyMilliseconds: 100 },
      { documentMilliseconds: 500 },
      /whole answer took too long/,
    ],
    ['a cut body', { kind: 'cut', afterBytes: 5 }, {}, /closed the connection|shorter than it said/],
    ['too long a length', { kind: 'wrong-length', by: 7 }, {}, /closed the connection|shorter than it said/],
    ['a gzip bomb', { kind: 'gzip-bomb', inflatedBytes: 300 * 1024 * 1024 }, {}, /inflates to more than 200 times/],
    [
      'too large a document',
      { kind: 'gzip-bomb', inflatedBytes: 2 * 1024 * 1024 },
      { maxDocumentBytes: 1000 },
      /larger than the 1000 bytes/,
    ],
    ['a redirect loop', { kind: 'redirect-loop' }, {}, /redirects more than 5 times/],
    ['a redirect to a file', { kind: 'redirect', to: 'file:///etc/passwd' }, {}, /redirects to a file: URL/],
  ] as const)
    it(`survives ${title}`, async () => {
      await using b = await bench(options);
      b.upstream.put('/a', { body: '{"some":"document"}' });
      b.upstream.lie('/a', lie);
      await assert.rejects(b.fetch('a'), { code: 'InternalServer', message });
      b.upstream.tellTheTruth();
      assert.equal(await b.fetch('a'), '{"some":"document"}');
    });

  it('is inert without an address', async () => {
    await using b = await bench();
    const inert = connectionTo(null);
    await assert.rejects(b.client.fetchDocument(inert, b.upstream.url, { accept: '*/*' }), {
      message: /has no address/,
    });
  });

  it('holds no more than its requests at a time', async () => {
    await using b = await bench({ maxConcurrent: 2 });
    b.upstream.put('/a', { body: 'slowly' });
    b.upstream.lie('/a', { kind: 'drip', bytes: 6, everyMilliseconds: 200 });
    const started = performance.now();
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(() => b.fetch('a'))), Array(4).fill('slowly'));
    assert.ok(performance.now() - started >= 390);
  });
});

describe('the outbound guard', () => {
  for (const to of [
    'http://127.0.0.1:9/',
    'http://[::1]:9/',
    'http://localhost:9/',
    'http://[::ffff:7f00:1]:9/',
    'http://0x7f000001:9/',
  ])
    it(`refuses a redirect to ${to}`, async () => {
      await using b = await bench();
      b.upstream.lie('/a', { kind: 'redirect', to });
      await assert.rejects(b.fetch('a'), { message: /not on the public internet/ });
    });

  it('refuses an address inside that an index names', async () => {
    await using b = await bench();
    await using other = await startFakeUpstream();
    await assert.rejects(b.client.openAsset(b.connection, new URL('f', other.url)), {
      message: /not on the public internet/,
    });
    assert.equal(other.requests.length, 0);
  });

  it('refuses a host behind a second redirect that resolves to an address inside', async () => {
    const resolve: typeof defaultGuard.resolve = (_host, _options, done) =>
      done(null, [{ address: '10.1.2.3', family: 4 }]);
    await using b = await bench({ guard: { ...defaultGuard, resolve } });
    b.upstream.lie('/a', { kind: 'redirect', to: '/b' });
    b.upstream.lie('/b', { kind: 'redirect', to: 'http://metadata.upstream.test/' });
    await assert.rejects(b.fetch('a'), { message: /'metadata\.upstream\.test' is at 10\.1\.2\.3/ });
  });

  it('sends no credentials to another origin', async () => {
    await using b = await bench({ guard: { ...defaultGuard, isAllowed: () => true } });
    await using other = await startFakeUpstream();
    other.put('/f', { body: 'elsewhere' });
    b.upstream.lie('/a', { kind: 'redirect', to: new URL('f', other.url).href, status: 307 });
    assert.equal(await b.fetch('a'), 'elsewhere');
    assert.equal(b.upstream.requests[0]?.headers.authorization, 'Bearer secret');
    assert.equal(other.requests[0]?.headers.authorization, undefined);
  });
});

describe('upstream assets', () => {
  it('streams the bytes as they are and declares their length', async () => {
    await using b = await bench();
    const body = Buffer.alloc(300_000, 'x');
    b.upstream.put('/f', { body, gzip: true });
    const asset = await b.client.openAsset(b.connection, new URL('f', b.upstream.url));
    assert.equal(asset?.sizeBytes, 300_000);
    assert.equal(
      createHash('sha1')
        .update(await buffer(asset.body))
        .digest('hex'),
      createHash('sha1').update(body).digest('hex'),
    );
    assert.equal(await b.client.openAsset(b.connection, new URL('g', b.upstream.url)), null);
  });
});

describe('a proxy', () => {
  it('tunnels by CONNECT, except where NO_PROXY says otherwise, and still guards literals', async () => {
    const asked: string[] = [];
    const proxy = createTcpServer((socket) => {
      socket.once('data', (head) => {
        asked.push(head.toString('latin1').split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    try {
      const address = proxy.address();
      const http = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
      await using through = await bench({ proxies: { http, https: '', none: '' } });
      await assert.rejects(through.fetch('a'), { code: 'InternalServer' });
      assert.deepEqual(asked, [`CONNECT ${through.upstream.url.host} HTTP/1.1`]);
      const literal = new URL('http://169.254.169.254/latest');
      await assert.rejects(through.client.openAsset(through.connection, literal), {
        message: /not on the public internet/,
      });
      assert.equal(asked.length, 1);
      await using around = await bench({ proxies: { http, https: '', none: '127.0.0.1' } });
      around.upstream.put('/a', { body: 'direct' });
      assert.equal(await around.fetch('a'), 'direct');
      assert.equal(asked.length, 1);
    } finally {
      proxy.close();
    }
  });
});

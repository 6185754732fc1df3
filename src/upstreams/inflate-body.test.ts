import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { inflateBody } from './inflate-body.ts';

const text = Buffer.from('a modest document '.repeat(1000));
const plain = (bytes: Buffer, encoding: string | undefined, maxBytes = 1024 * 1024): Promise<Buffer> =>
  buffer(inflateBody(Readable.from([bytes]), encoding, maxBytes));

describe('inflateBody', () => {
  for (const [encoding, bytes] of [
    [undefined, text],
    ['identity', text],
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
  ] as const)
    it(`reads ${encoding ?? 'no'} encoding`, async () => assert.deepEqual(await plain(bytes, encoding), text));

  it('refuses more bytes than allowed, plain or inflated', async () => {
    await assert.rejects(plain(text, undefined, 100), {
      name: 'UnusableBodyError',
      message: /larger than the 100 bytes/,
    });
    await assert.rejects(plain(gzipSync(text), 'gzip', 100), { name: 'UnusableBodyError' });
  });

  it('refuses a decompression bomb long before the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    await assert.rejects(plain(bomb, 'gzip', 1024 ** 3), { message: /inflates to more than 200 times/ });
  });

  it('refuses a cut stream and an unknown encoding', async () => {
    await assert.rejects(plain(gzipSync(text).subarray(0, 40), 'gzip'), { code: 'Z_BUF_ERROR' });
    await assert.rejects(plain(text, 'zstd'), { name: 'UnusableBodyError', message: /'zstd' was not asked for/ });
  });
});

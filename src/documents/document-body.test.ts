import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { documentBody } from './document-body.ts';

const small = Buffer.from('a packument '.repeat(100));
const large = Buffer.from('a packument '.repeat(100_000));

describe('documentBody', () => {
  for (const [size, bytes] of [
    ['small', small],
    ['large', large],
  ] as const)
    it(`gives out a ${size} document both ways, before and after it was compressed`, async () => {
      const body = documentBody(bytes);
      assert.equal(body.sizeBytes, bytes.length);
      assert.deepEqual(await body.plain(), bytes);
      assert.deepEqual(gunzipSync(await body.gzip()), bytes);
      assert.deepEqual(Buffer.from(await body.plain()), bytes);
      assert.deepEqual(gunzipSync(await body.gzip()), bytes);
      assert.equal(body.sizeBytes, bytes.length);
    });

  it('holds the plain bytes of a large document until there are compressed ones', async () => {
    const body = documentBody(large);
    assert.equal(body.heldBytes(), large.length);
    const compressed = await body.gzip();
    assert.equal(body.heldBytes(), compressed.length);
    await body.plain();
    assert.equal(body.heldBytes(), compressed.length);
  });

  it('holds both of a small one, and no buffer that is larger than they are', async () => {
    const body = documentBody(small);
    const compressed = await body.gzip();
    assert.equal(body.heldBytes(), small.length + compressed.length);
    assert.equal(compressed.buffer.byteLength, compressed.length);
  });

  it('holds on to a large document that does not shrink, as it was compressed', async () => {
    const noise = randomBytes(100_000);
    const body = documentBody(noise);
    assert.ok((await body.gzip()).length > noise.length);
    assert.deepEqual(await body.plain(), noise);
  });

  it('compresses once, and inflates once for all who ask at a time', async () => {
    const body = documentBody(large);
    const [one, other] = await Promise.all([body.gzip(), body.gzip()]);
    assert.equal(one, other);
    const [first, second] = await Promise.all([body.plain(), body.plain()]);
    assert.equal(first, second);
  });

  it('says when it takes less memory', async () => {
    const body = documentBody(large);
    const seen: number[] = [];
    body.whenResized(() => seen.push(body.heldBytes()));
    const compressed = await body.gzip();
    await body.gzip();
    assert.deepEqual(seen, [compressed.length]);
  });
});

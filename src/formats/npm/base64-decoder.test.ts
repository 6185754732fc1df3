import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { base64Decoder } from './base64-decoder.ts';

function decode(text: string, size: number): Buffer {
  const decoder = base64Decoder();
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += size) parts.push(decoder.push(Buffer.from(text.slice(at, at + size))));
  return Buffer.concat([...parts, decoder.end()]);
}

describe('base64Decoder', () => {
  it('decodes bytes of any length, in pieces of any size', () => {
    for (const length of [0, 1, 2, 3, 4, 5, 100])
      for (const size of [1, 2, 3, 4, 5, 7, 1000]) {
        const bytes = randomBytes(length);
        assert.deepEqual(decode(bytes.toString('base64'), size), bytes, `${length} bytes by ${size}`);
      }
  });

  it('takes a text without padding', () => assert.equal(decode('QUI', 2).toString(), 'AB'));

  for (const text of ['Q', 'QUJDR', '!!!!', 'QU=D', 'QQ==QUJD', '====', 'QUJD\n', 'QU-_'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      for (const size of [1, 3, 4, 100]) assert.throws(() => decode(text, size), { code: 'Validation' });
    });
});

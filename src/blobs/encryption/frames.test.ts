import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeHeader, encodeHeader } from './blob-header.ts';
import { type FrameCipher, frameCipher } from './frame-cipher.ts';
import { frameEncoder } from './frame-encoder.ts';
import { frameBytes, frameCount, frameSpan, headerBytes, sealedSize } from './frame-layout.ts';

const parts = { domainId: 12, noncePrefix: randomBytes(7), locationNonce: randomBytes(8), wrappedKey: randomBytes(64) };
const header = encodeHeader(parts);
const dataKey = randomBytes(32);
const cipher = frameCipher(dataKey, header, parts.noncePrefix);

function encode(bytes: Buffer, chunk: number, by: FrameCipher = cipher): Buffer {
  const encoder = frameEncoder(by);
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunk) frames.push(...encoder.push(bytes.subarray(at, at + chunk)));
  return Buffer.concat([header, ...frames, ...encoder.end()]);
}

/** The plain bytes of a file; null when any frame is refused. */
function decode(file: Buffer, sizeBytes: number, by: FrameCipher = cipher): Buffer | null {
  const plain: Buffer[] = [];
  for (let i = 0; i < frameCount(sizeBytes); i++) {
    const { index, last, offset, length } = frameSpan(sizeBytes, i);
    const frame = by.open(index, last, file.subarray(offset, offset + length));
    if (frame === null) return null;
    plain.push(frame);
  }
  return Buffer.concat(plain);
}

const sealedFrame = frameBytes + 16;
const frameOf = (file: Buffer, index: number): Buffer =>
  file.subarray(headerBytes + index * sealedFrame, headerBytes + (index + 1) * sealedFrame);

describe('frames', () => {
  const sizes = [0, 1, 1000, frameBytes - 1, frameBytes, frameBytes + 1, 2 * frameBytes, 2 * frameBytes + 77];
  for (const size of sizes)
    it(`give ${size} bytes back, whatever the chunks were`, () => {
      const bytes = randomBytes(size);
      for (const chunk of [1 + Math.floor(size / 3), 65_536, frameBytes, size + 1]) {
        const file = encode(bytes, chunk);
        assert.equal(file.length, sealedSize(size));
        assert.deepEqual(decode(file, size), bytes);
      }
    });

  it('are each refused in the place of another', () => {
    const file = encode(randomBytes(3 * frameBytes), 65_536);
    for (const [index, last, frame] of [
      [0, false, 1],
      [1, false, 0],
      [2, true, 1],
      [1, false, 2],
    ] as const)
      assert.equal(cipher.open(index, last, frameOf(file, frame)), null, `${frame} as ${index}`);
  });

  it('are refused as the last one when they are not, and the other way round', () => {
    const file = encode(randomBytes(2 * frameBytes), 65_536);
    assert.equal(cipher.open(0, true, frameOf(file, 0)), null);
    assert.equal(cipher.open(1, false, frameOf(file, 1)), null);
    assert.notEqual(cipher.open(1, true, frameOf(file, 1)), null);
  });

  it('are refused with any bit of theirs flipped or byte missing', () => {
    const bytes = randomBytes(40);
    const sealed = encode(bytes, 40).subarray(headerBytes);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      assert.equal(cipher.open(0, true, changed), null, `byte ${at}`);
      assert.equal(cipher.open(0, true, sealed.subarray(0, at)), null, `cut at ${at}`);
      assert.equal(cipher.open(0, true, sealed.subarray(at + 1)), null, `from ${at + 1}`);
    }
  });

  it('are refused under an edited header, another blob or another key', () => {
    const bytes = randomBytes(1000);
    const file = encode(bytes, 1000);
    for (let at = 0; at < headerBytes; at++) {
      const edited = Buffer.from(header);
      edited[at] = (edited[at] ?? 0) ^ 1;
      assert.equal(decode(file, 1000, frameCipher(dataKey, edited, parts.noncePrefix)), null, `header byte ${at}`);
    }
    assert.equal(decode(file, 1000, frameCipher(randomBytes(32), header, parts.noncePrefix)), null);
    assert.equal(decode(file, 1000, frameCipher(dataKey, header, randomBytes(7))), null);
  });
});

describe('a header', () => {
  it('reads as it was written', () => {
    assert.equal(header.length, headerBytes);
    assert.equal(header.subarray(0, 4).toString('latin1'), 'COFB');
    const { domainId, noncePrefix, locationNonce, wrappedKey } = decodeHeader(header) ?? assert.fail('not readable');
    assert.equal(domainId, parts.domainId);
    assert.deepEqual(Buffer.from(noncePrefix), parts.noncePrefix);
    assert.deepEqual(Buffer.from(locationNonce), parts.locationNonce);
    assert.deepEqual(Buffer.from(wrappedKey), parts.wrappedKey);
  });

  it('of another kind, version, frame size or length is not read', () => {
    for (const at of [0, 4, 14, 127]) {
      const edited = Buffer.from(header);
      edited[at] = (edited[at] ?? 0) ^ 1;
      assert.equal(decodeHeader(edited), null, `byte ${at}`);
    }
    assert.equal(decodeHeader(header.subarray(1)), null);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pooledRandom } from './pooled-random.ts';

describe('pooledRandom', () => {
  it('gives as many bytes as were asked for, never the same twice', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 5000; i++) {
      const bytes = pooledRandom(8 + (i % 40));
      assert.equal(bytes.length, 8 + (i % 40));
      seen.add(bytes.toString('hex', 0, 8));
    }
    assert.equal(seen.size, 5000);
  });

  it('gives bytes of its own: who changes them changes nobody else’s', () => {
    const [first, second] = [pooledRandom(16), pooledRandom(16)];
    const before = second.toString('hex');
    first.fill(0xff);
    assert.equal(second.toString('hex'), before);
  });

  it('gives every byte as often as any other', () => {
    const counts = new Array<number>(256).fill(0);
    for (let i = 0; i < 2000; i++) for (const byte of pooledRandom(100)) counts[byte] = (counts[byte] ?? 0) + 1;
    // 781 each are expected of 200,000; these are ten standard deviations.
    assert.ok(
      counts.every((count) => count > 500 && count < 1062),
      counts.join(' '),
    );
  });

  it('refuses more than the pool holds', () => {
    assert.equal(pooledRandom(4096).length, 4096);
    assert.throws(() => pooledRandom(4097), RangeError);
  });
});

import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let taken = pool.length;

/**
 * `count` bytes of the system's generator, at most 4096, for the keys and nonces of which each blob needs several: to ask
 * for a few costs as much as to ask for many. What is given out is kept nowhere else.
 */
export function pooledRandom(count: number): Buffer {
  if (count > pool.length) throw new RangeError(`${count} random bytes are more than ${pool.length}.`);
  if (taken + count > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.subarray(taken, taken + count);
  taken += count;
  const given = Buffer.from(bytes);
  bytes.fill(0);
  return given;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRateLimit } from './rate-limit.ts';

function limitAt(perSecond: number) {
  let time = 5000;
  const limit = createRateLimit(perSecond, () => time);
  const taken = (key: string, times: number): number =>
    Array.from({ length: times }, () => limit.take(key)).filter((wait) => wait === null).length;
  const pass = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { ...limit, taken, pass };
}

describe('a rate limit', () => {
  it('lets so many through at once, and then as many a second', () => {
    const { taken, pass } = limitAt(10);
    assert.equal(taken('a', 50), 10);
    pass(500);
    assert.equal(taken('a', 50), 5);
    let total = 0;
    for (let i = 0; i < 1000; i++) {
      pass(10);
      total += taken('a', 3);
    }
    assert.ok(total >= 99 && total <= 100, `${total} in ten seconds`);
  });

  it('tells when to come back, and is right about it', () => {
    const { take, taken, pass } = limitAt(4);
    taken('a', 4);
    assert.equal(take('a'), 0.25);
    pass(200);
    assert.ok(Math.abs((take('a') ?? 0) - 0.05) < 1e-9);
    pass(51);
    assert.equal(take('a'), null);
  });

  it('saves no more than a second up', () => {
    const { taken, pass } = limitAt(7);
    taken('a', 7);
    pass(60_000);
    assert.equal(taken('a', 50), 7);
  });

  it('counts each key for itself, also when others are forgotten', () => {
    const { taken, pass } = limitAt(2);
    assert.deepEqual([taken('a', 3), taken('b', 3)], [2, 2]);
    pass(999);
    assert.equal(taken('a', 3), 1);
    pass(2);
    assert.equal(taken('a', 3), 1);
    pass(999);
    assert.deepEqual([taken('a', 3), taken('b', 3)], [2, 2]);
  });
});

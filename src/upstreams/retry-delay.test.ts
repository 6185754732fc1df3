import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRetryAfter, retryDelay } from './retry-delay.ts';

const now = new Date('2026-11-21T00:00:00Z');

describe('parseRetryAfter', () => {
  for (const [value, expected] of [
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['Sat, 21 Nov 2026 00:00:09 GMT', 9_000],
    ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
    ['soon', null],
    ['-1x', null],
    [undefined, null],
  ] as const)
    it(`reads '${value}' as ${expected}`, () => assert.equal(parseRetryAfter(value, now), expected));
});

describe('retryDelay', () => {
  it('doubles up to its cap, and varies by half', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 30].map((attempt) => retryDelay(attempt, 0)),
      [100, 200, 400, 800, 1000, 1000],
    );
    assert.equal(retryDelay(1, 0.5), 300);
  });
});

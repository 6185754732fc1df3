import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { circuitBreaker } from './circuit-breaker.ts';

function heldClock() {
  let at = 1_000_000;
  return { now: () => new Date(at), pass: (milliseconds: number) => (at += milliseconds) };
}

describe('circuitBreaker', () => {
  it('opens at five failures within ten seconds, lets one probe pass each five, closes at a success', () => {
    const clock = heldClock();
    const breaker = circuitBreaker(clock);
    for (let i = 0; i < 4; i++) breaker.failed();
    assert.equal(breaker.waitBeforeAsking(), 0);
    breaker.failed();
    assert.equal(breaker.waitBeforeAsking(), 5_000);
    clock.pass(5_000);
    assert.equal(breaker.waitBeforeAsking(), 0);
    assert.equal(breaker.waitBeforeAsking(), 5_000);
    breaker.failed();
    clock.pass(5_000);
    assert.equal(breaker.waitBeforeAsking(), 0);
    breaker.succeeded();
    assert.equal(breaker.waitBeforeAsking(), 0);
  });

  it('stays closed when the failures are far apart', () => {
    const clock = heldClock();
    const breaker = circuitBreaker(clock);
    for (let i = 0; i < 20; i++) {
      breaker.failed();
      clock.pass(3_000);
    }
    assert.equal(breaker.waitBeforeAsking(), 0);
  });

  it('honours a requested pause, a minute at most', () => {
    const clock = heldClock();
    const breaker = circuitBreaker(clock);
    breaker.pause(3_600_000);
    assert.equal(breaker.waitBeforeAsking(), 60_000);
    clock.pass(60_000);
    assert.equal(breaker.waitBeforeAsking(), 0);
  });
});

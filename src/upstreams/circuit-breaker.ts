import type { Clock } from '../kernel/clock.ts';

const failuresToOpen = 5;
const windowMilliseconds = 10_000;
const probeEveryMilliseconds = 5_000;
const longestPauseMilliseconds = 60_000;

/** Keeps a failing upstream from being asked over and over. */
export interface CircuitBreaker {
  /** How long not to ask, in milliseconds; 0: ask now. While open, one caller each five seconds gets a 0: the probe. */
  waitBeforeAsking(): number;
  succeeded(): void;
  failed(): void;
  /** The upstream asked for a pause (Retry-After); honoured up to a minute. */
  pause(milliseconds: number): void;
}

/** Opens at five failures within ten seconds; the first success closes it. */
export function circuitBreaker(clock: Clock): CircuitBreaker {
  let failures: number[] = [];
  let nextProbeAt: number | null = null;
  let pausedUntil = 0;
  const now = (): number => clock.now().getTime();
  return {
    waitBeforeAsking() {
      const at = now();
      if (pausedUntil > at) return pausedUntil - at;
      if (nextProbeAt === null) return 0;
      if (nextProbeAt > at) return nextProbeAt - at;
      nextProbeAt = at + probeEveryMilliseconds;
      return 0;
    },
    succeeded() {
      failures = [];
      nextProbeAt = null;
    },
    failed() {
      const at = now();
      failures = [...failures.filter((time) => time > at - windowMilliseconds), at].slice(-failuresToOpen);
      if (failures.length === failuresToOpen) nextProbeAt ??= at + probeEveryMilliseconds;
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, now() + Math.min(milliseconds, longestPauseMilliseconds));
    },
  };
}

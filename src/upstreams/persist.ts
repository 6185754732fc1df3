import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryError } from '../kernel/errors.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { longestRetryAfterMilliseconds, retryDelay } from './retry-delay.ts';

export interface FailedAttempt {
  readonly kind: 'failed';
  readonly failure: RegistryError;
  /** It may be gone at the next attempt. */
  readonly again: boolean;
  /** Against the upstream's circuit. */
  readonly counts: boolean;
  /** What the upstream asked to wait. */
  readonly retryAfterMilliseconds: number | null;
}

export type Outcome<T> = { readonly kind: 'reply'; readonly reply: T } | FailedAttempt;

/** Whether another attempt is worth it; tells the circuit what happened. */
function goesOn(breaker: CircuitBreaker, { again, counts, retryAfterMilliseconds }: FailedAttempt): boolean {
  if (counts) breaker.failed();
  if (retryAfterMilliseconds === null || retryAfterMilliseconds <= longestRetryAfterMilliseconds) return again;
  breaker.pause(retryAfterMilliseconds);
  return false;
}

/**
 * Attempts until one succeeds, or going on is no use: then throws the last failure, or `refuse` where the circuit let
 * not even the first attempt pass.
 */
export async function persist<T>(
  breaker: CircuitBreaker,
  maxRetries: number,
  attempt: () => Promise<Outcome<T>>,
  refuse: (waitMilliseconds: number) => RegistryError,
): Promise<T> {
  let last: RegistryError | null = null;
  for (let tries = 0; ; tries++) {
    const wait = breaker.waitBeforeAsking();
    if (wait > 0) throw last ?? refuse(wait);
    const outcome = await attempt();
    if (outcome.kind === 'reply') {
      breaker.succeeded();
      return outcome.reply;
    }
    last = outcome.failure;
    if (!goesOn(breaker, outcome) || tries >= maxRetries) throw last;
    await sleep(Math.max(outcome.retryAfterMilliseconds ?? 0, retryDelay(tries, Math.random())));
  }
}

import { RegistryError } from '../kernel/errors.ts';
import { createRateLimit } from '../kernel/rate-limit.ts';

/** Who sends a request. */
export interface Sender {
  /** A token, the id of an access key, or the address of somebody who has neither. */
  readonly credential: string;
  /** null: nobody's. */
  readonly accountId: string | null;
}

/** Counts a request; Throttling, with the time to come back, when the sender has sent too many. */
export type Throttle = (sender: Sender) => void;

export interface ThrottleRates {
  /** Requests a second with one credential; 0: any number. */
  readonly throttleToken: number;
  /** Requests a second of one account; 0: any number. */
  readonly throttleAccount: number;
}

function refuse(who: string, perSecond: number, waitSeconds: number): never {
  // Retry-After has whole seconds.
  const retryAfterSeconds = Math.ceil(waitSeconds);
  throw new RegistryError(
    'Throttling',
    `${who} sends more than the ${perSecond} requests a second that it may; ask again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

/** null where nothing is counted. */
export function createThrottle({ throttleToken, throttleAccount }: ThrottleRates): Throttle | null {
  if (throttleToken === 0 && throttleAccount === 0) return null;
  const tokens = throttleToken === 0 ? null : createRateLimit(throttleToken);
  const accounts = throttleAccount === 0 ? null : createRateLimit(throttleAccount);
  return ({ credential, accountId }) => {
    const wait = tokens?.take(credential) ?? null;
    if (wait !== null) refuse('This token or key', throttleToken, wait);
    const accountWait = accountId === null ? null : (accounts?.take(accountId) ?? null);
    if (accountWait !== null) refuse(`The account ${accountId}`, throttleAccount, accountWait);
  };
}

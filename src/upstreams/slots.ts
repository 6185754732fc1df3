import { RegistryError } from '../kernel/errors.ts';

/** A bounded number of things at a time; the others wait in the order they came. */
export interface Slots {
  /** Resolves to what gives the slot back (calling it twice is harmless). Throttling when too many wait. */
  take(): Promise<() => void>;
}

export function slots(limit: number, maxWaiting: number): Slots {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken--;
    else next();
  };
  const giveBackOnce = (): (() => void) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      giveBack();
    };
  };
  return {
    async take() {
      if (taken < limit) taken++;
      else if (waiting.length >= maxWaiting)
        throw new RegistryError('Throttling', `${maxWaiting} requests wait for the same upstream already; try again.`, {
          retryAfterSeconds: 5,
        });
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return giveBackOnce();
    },
  };
}

export interface RateLimit {
  /** Takes one of what `key` may have: null; or, taking nothing, in how many seconds it may have the next. */
  take(key: string): number | null;
}

interface Bucket {
  left: number;
  /** When `left` was right. */
  at: number;
}

const second = 1000;

/** So many for each key in a second, and as many at once after a quiet second. `now` is in milliseconds and never goes back. */
export function createRateLimit(perSecond: number, now: () => number = () => performance.now()): RateLimit {
  let recent = new Map<string, Bucket>();
  let before = new Map<string, Bucket>();
  let turnedAt = now();

  /** A bucket that nobody touched for a second is full, which is what an absent one is. */
  const forgetFull = (at: number): void => {
    if (at - turnedAt < second) return;
    before = at - turnedAt < 2 * second ? recent : new Map();
    recent = new Map();
    turnedAt = at;
  };
  return {
    take(key) {
      const at = now();
      forgetFull(at);
      const bucket = recent.get(key) ?? before.get(key) ?? { left: perSecond, at };
      recent.set(key, bucket);
      bucket.left = Math.min(perSecond, bucket.left + ((at - bucket.at) / second) * perSecond);
      bucket.at = at;
      if (bucket.left < 1) return (1 - bucket.left) / perSecond;
      bucket.left -= 1;
      return null;
    },
  };
}

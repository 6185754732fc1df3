const baseMilliseconds = 200;
const capMilliseconds = 2_000;
/** An upstream that asks for a longer wait than this is not asked again in the same request. */
export const longestRetryAfterMilliseconds = 5_000;

/** Exponential back-off of which one half is jitter; `random` is in [0, 1). */
export const retryDelay = (attempt: number, random: number): number =>
  Math.round(Math.min(capMilliseconds, baseMilliseconds * 2 ** attempt) * (0.5 + random / 2));

/** RFC 9110 §10.2.3: seconds or a date, as milliseconds from `now`; null when it is absent or neither. */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

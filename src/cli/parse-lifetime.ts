import { SettingsError } from '../config/settings.ts';

const unitMilliseconds: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** When `90d`, `12h`, `8w` from now is, or a time such as `2027-01-31` or `2027-01-31T12:00:00Z`. */
export function parseLifetime(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const at =
    count === undefined || unit === undefined
      ? Date.parse(/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(text) ? text : '')
      : now + Number(count) * (unitMilliseconds.get(unit) ?? 0);
  if (Number.isNaN(at))
    throw new SettingsError(`--expires: '${text}' is neither a time such as 2027-01-31 nor a span such as 90d or 12h.`);
  if (at <= now) throw new SettingsError(`--expires: ${text} is over.`);
  return at;
}

/** W3C "Date and Time Formats", the profile of ISO 8601 that IAM takes: from a year to fractions of a second. */
const w3c = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const epochSeconds = /^-?\d{1,12}(?:\.\d{1,9})?$/;

/** Milliseconds since 1970 of a date or of epoch seconds; four digits are a year. null: it is neither. */
export function parseInstant(text: string): number | null {
  const match = w3c.exec(text);
  if (match === null) return epochSeconds.test(text) ? Number(text) * 1000 : null;
  const [, , , , hours, , , zone] = match;
  const time = Date.parse(hours !== undefined && zone === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? null : time;
}

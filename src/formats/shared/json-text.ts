/** The text of a JSON object from its keys and the JSON texts of their values; safe for any key (`__proto__`). */
export function jsonObject(members: Iterable<readonly [key: string, json: string]>): string {
  const parts: string[] = [];
  for (const [key, json] of members) parts.push(`${JSON.stringify(key)}:${json}`);
  return `{${parts.join(',')}}`;
}

/** A parsed JSON object. Read it through `Object.entries` or `Object.hasOwn` where its keys come from outside. */
export type JsonObject = { readonly [key: string]: unknown };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of the object's own member, undefined where it is none: never one of its prototype's. */
export const memberOf = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** The members of an object whose values are strings; empty for anything else. */
export const stringMembers = (value: unknown): [string, string][] =>
  isJsonObject(value)
    ? Object.entries(value).filter((member): member is [string, string] => typeof member[1] === 'string')
    : [];

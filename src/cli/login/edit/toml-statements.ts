import { SettingsError } from '../../../config/settings.ts';

export interface TomlTable {
  readonly path: readonly string[];
  /** `[[path]]`. */
  readonly isArray: boolean;
  /** Of its header. */
  readonly start: number;
  /** Behind its last entry's line, or the header's where it has none. */
  end: number;
}

export interface TomlEntry {
  /** Index of its table; -1: before the first. */
  readonly table: number;
  /** With the table's own path. */
  readonly path: readonly string[];
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Behind its line. */
  readonly end: number;
}

export interface TomlStatements {
  readonly tables: readonly TomlTable[];
  readonly entries: readonly TomlEntry[];
}

const bareKey = /[A-Za-z0-9_-]+/y;
const quotedKey = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const gap = /[ \t]*/y;
const restOfLine = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const blanks = /(?:[ \t\r\n]|#[^\n]*)*/y;
const scalar = new RegExp(
  [
    // Up to two quotes may stand just before the three that end a text.
    /"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}/,
    /'''(?:[^']|'{1,2}(?!'))*'{3,5}/,
    quotedKey,
    // Numbers, booleans, and dates, in which one space may stand.
    /[^\s,\][{}="'#]+(?: \d[^\s,\][{}="'#]*)?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/** A text that is read from left to right; patterns are sticky. */
interface Cursor {
  readonly text: string;
  at: number;
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined) return null;
  cursor.at += found.length;
  return found;
}

function fail({ text, at }: Cursor): never {
  const line = text.slice(0, at).split('\n').length;
  throw new SettingsError(`line ${line} is no TOML that can be read. Mend it, or take it out.`);
}

function unquote(key: string): string {
  if (key.startsWith("'")) return key.slice(1, -1);
  if (!key.startsWith('"')) return key;
  try {
    return JSON.parse(key) as string;
  } catch {
    // An escape that only TOML has (\UXXXXXXXX): a key of somebody else.
    return key;
  }
}

function readKey(cursor: Cursor): string[] {
  const path: string[] = [];
  do {
    take(cursor, gap);
    path.push(unquote(take(cursor, bareKey) ?? take(cursor, quotedKey) ?? fail(cursor)));
    take(cursor, gap);
  } while (take(cursor, /\./y) !== null);
  return path;
}

function skipValue(cursor: Cursor): void {
  let depth = 0;
  do {
    if (depth > 0) take(cursor, blanks);
    if (take(cursor, scalar) !== null) continue;
    if (take(cursor, /[[{]/y) !== null) depth++;
    else if (depth === 0) fail(cursor);
    else if (take(cursor, /[\]}]/y) !== null) depth--;
    else if (take(cursor, /[,=]/y) === null) fail(cursor);
  } while (depth > 0);
}

/** Where the tables and the values of a TOML 1.0 text stand. SettingsError where it is none. */
export function readToml(text: string): TomlStatements {
  const cursor: Cursor = { text, at: 0 };
  const tables: TomlTable[] = [];
  const entries: TomlEntry[] = [];
  for (take(cursor, blanks); cursor.at < text.length; take(cursor, blanks)) {
    const start = cursor.at;
    const opening = take(cursor, /\[\[?/y);
    if (opening !== null) {
      const isArray = opening.length === 2;
      const path = readKey(cursor);
      if (take(cursor, isArray ? /\]\]/y : /\]/y) === null || take(cursor, restOfLine) === null) fail(cursor);
      tables.push({ path, isArray, start, end: cursor.at });
      continue;
    }
    const table = tables.at(-1);
    const key = readKey(cursor);
    if (take(cursor, /=[ \t]*/y) === null) fail(cursor);
    const valueStart = cursor.at;
    skipValue(cursor);
    const valueEnd = cursor.at;
    if (take(cursor, restOfLine) === null) fail(cursor);
    const path = [...(table?.path ?? []), ...key];
    entries.push({ table: tables.length - 1, path, start, valueStart, valueEnd, end: cursor.at });
    if (table !== undefined) table.end = cursor.at;
  }
  return { tables, entries };
}

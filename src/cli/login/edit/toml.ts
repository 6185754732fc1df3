import { SettingsError } from '../../../config/settings.ts';
import { closeLine, lineEndOf } from './lines.ts';
import { readToml, type TomlEntry } from './toml-statements.ts';

/** A basic string. */
export const tomlText = (text: string): string => JSON.stringify(text);

const tomlKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : tomlText(key));
const pathText = (path: readonly string[]): string => path.map(tomlKey).join('.');

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index]);
const isPrefix = (short: readonly string[], long: readonly string[]): boolean =>
  short.length < long.length && short.every((part, index) => part === long[index]);

const splice = (text: string, start: number, end: number, added: string): string =>
  `${text.slice(0, start)}${added}${text.slice(end)}`;

function appendBlock(text: string, lines: readonly string[]): string {
  const end = lineEndOf(text);
  const before = closeLine(text);
  const gap = before === '' || before.endsWith(`${end}${end}`) ? '' : end;
  return `${before}${gap}${lines.map((line) => `${line}${end}`).join('')}`;
}

/** Where a table is written as one value (`a = { … }`), it goes when it is the wanted one, and is refused when it holds others. */
function withoutInline(text: string, entries: readonly TomlEntry[], table: readonly string[]): string {
  const own = entries.find(({ path }) => isSame(path, table));
  if (own !== undefined) return splice(text, own.start, own.end, '');
  const inline = entries.find(({ path }) => isPrefix(path, table));
  if (inline === undefined) return text;
  throw new SettingsError(
    `'${pathText(inline.path)}' is one inline value. Write it as a table: [${pathText(inline.path)}].`,
  );
}

function setOne(text: string, table: readonly string[], key: string, value: string): string {
  const wanted = [...table, key];
  const present = readToml(text).entries.find(({ path }) => isSame(path, wanted));
  if (present !== undefined) return splice(text, present.valueStart, present.valueEnd, value);
  const clean = withoutInline(text, readToml(text).entries, table);
  const { tables, entries } = readToml(clean);
  const end = lineEndOf(clean);
  if (table.length === 0) {
    const last = entries.findLast((entry) => entry.table === -1)?.end ?? 0;
    return `${closeLine(clean.slice(0, last))}${tomlKey(key)} = ${value}${end}${clean.slice(last)}`;
  }
  const home = tables.findLast(({ path, isArray }) => !isArray && isSame(path, table));
  if (home === undefined) return appendBlock(clean, [`[${pathText(table)}]`, `${tomlKey(key)} = ${value}`]);
  return `${closeLine(clean.slice(0, home.end))}${tomlKey(key)} = ${value}${end}${clean.slice(home.end)}`;
}

/** Sets keys of a table to values written as TOML; everything else stays as it is. */
export function setToml(text: string, table: readonly string[], values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((edited, [key, value]) => setOne(edited, table, key, value), text);
}

export interface ArrayTable {
  readonly name: string;
  /** The key by which tables of the array are told apart; its value comes first in `lines`. */
  readonly key: string;
  readonly value: string;
  readonly lines: readonly string[];
}

/** Puts one table into an array of tables, in the place of the one with the same key, or at the end. */
export function setTomlArrayTable(text: string, { name, key, value, lines }: ArrayTable): string {
  const { tables, entries } = readToml(text);
  if (entries.some(({ path }) => isSame(path, [name])))
    throw new SettingsError(`'${name}' is one inline value. Write it as tables: [[${name}]].`);
  const block = [`[[${name}]]`, `${key} = ${value}`, ...lines];
  const own = tables.find(
    ({ path, isArray }, index) =>
      isArray &&
      isSame(path, [name]) &&
      entries.some(
        (entry) =>
          entry.table === index &&
          isSame(entry.path, [name, key]) &&
          text.slice(entry.valueStart, entry.valueEnd) === value,
      ),
  );
  if (own === undefined) return appendBlock(text, block);
  const end = lineEndOf(text);
  return splice(text, own.start, own.end, block.map((line) => `${line}${end}`).join(''));
}

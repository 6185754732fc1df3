import { SettingsError } from '../../../config/settings.ts';
import { insertLines, lineEndOf, linesOf } from './lines.ts';

/** Entries of a block mapping stand at one indentation; all below is theirs. */
interface Entry {
  readonly key: string;
  /** The line up to and with the colon. */
  readonly head: string;
  readonly value: string;
  readonly start: number;
  /** Behind its last line that says something. */
  readonly end: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const isSilent = (line: string): boolean => /^\s*(?:#|$)/.test(line);
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A double-quoted scalar. */
export const yamlText = (text: string): string => JSON.stringify(text);

function unquote(key: string): string {
  if (key.startsWith("'") && key.endsWith("'")) return key.slice(1, -1).replaceAll("''", "'");
  if (!key.startsWith('"')) return key;
  try {
    return JSON.parse(key) as string;
  } catch {
    return key;
  }
}

/** `key: value` of one line; null: it is something else. A colon ends a key only before a space. */
function readHead(line: string): { head: string; key: string; value: string } | null {
  const text = line.trimEnd();
  const quoted = /^\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?=\s|$)/.exec(text);
  const plain = quoted === null ? /:(?=\s|$)/.exec(text) : null;
  if (quoted === null && plain === null) return null;
  const head = quoted === null ? text.slice(0, (plain?.index ?? 0) + 1) : quoted[0];
  const key = quoted?.[1] ?? head.slice(0, -1).trim();
  return { head, key: unquote(key), value: text.slice(head.length).trim() };
}

function entriesOf(lines: readonly string[], { from, to }: Range, indent: number): Entry[] {
  const entries: Entry[] = [];
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? '';
    if (isSilent(line) || /^(?:---|%)/.test(line)) continue;
    const last = entries.at(-1);
    // Items of a list may stand as far left as the key above them.
    const belongs = indentOf(line) > indent || (indentOf(line) === indent && /^\s*-(?:\s|$)/.test(line));
    const found = belongs ? null : readHead(line);
    if (indentOf(line) < indent || (found === null && last === undefined) || (found === null && !belongs))
      throw new SettingsError(`line ${index + 1} is YAML of a kind that is not edited here. Write it as 'key: value'.`);
    if (found !== null) entries.push({ ...found, start: index, end: index + 1 });
    else if (last !== undefined) entries[entries.length - 1] = { ...last, end: index + 1 };
  }
  return entries;
}

/** A mapping that is not there yet, or says nothing. */
const isEmptyValue = (value: string): boolean => /^(?:\{\s*\}|\[\s*\]|~|null)?(?:\s*#.*)?$/.test(value);

const written = (key: string): string => (/^[A-Za-z_:][^\s#"']*$/.test(key) ? key : yamlText(key));

/** Lines that say path and value, for where nothing of it stands yet. */
function newLines(path: readonly string[], value: string, indent: number): string[] {
  const spaces = (depth: number): string => ' '.repeat(indent + 2 * depth);
  return path.map((key, depth) =>
    depth === path.length - 1 ? `${spaces(depth)}${written(key)}: ${value}` : `${spaces(depth)}${written(key)}:`,
  );
}

function childIndent(lines: readonly string[], { start, end }: Entry, indent: number): number {
  const first = lines.slice(start + 1, end).find((line) => !isSilent(line));
  return first === undefined ? indent + 2 : indentOf(first);
}

interface Step extends Range {
  readonly indent: number;
}

function setIn(lines: readonly string[], step: Step, path: readonly string[], value: string, eol: string): string[] {
  const { from, to, indent } = step;
  const [key = '', ...rest] = path;
  const entries = entriesOf(lines, { from, to }, indent);
  const found = entries.findLast((entry) => entry.key === key);
  if (found === undefined) {
    // A `---` without anything behind it comes first all the same.
    const at = entries.at(-1)?.end ?? (indent === 0 ? to : from);
    return insertLines(lines, at, newLines(path, value, indent), eol);
  }
  const replaceBy = (added: readonly string[]): string[] =>
    insertLines([...lines.slice(0, found.start), ...lines.slice(found.end)], found.start, added, eol);
  if (rest.length === 0) return replaceBy([`${found.head} ${value}`]);
  if (!isEmptyValue(found.value))
    throw new SettingsError(`'${key}' (line ${found.start + 1}) is written on one line. Write it as a block.`);
  if (found.end === found.start + 1) return replaceBy([found.head, ...newLines(rest, value, indent + 2)]);
  const below = { from: found.start + 1, to: found.end, indent: childIndent(lines, found, indent) };
  return setIn(lines, below, rest, value, eol);
}

/** Sets one scalar (written as YAML) at a path of block mappings; everything else stays as it is. */
export function setYaml(text: string, path: readonly string[], value: string): string {
  const lines = linesOf(text);
  return setIn(lines, { from: 0, to: lines.length, indent: 0 }, path, value, lineEndOf(text)).join('');
}

/**
 * Puts an item (written as YAML) at the head of the list below a key of the top, in the place of the one that `isOwn` knows
 * by its text.
 */
export function setYamlItem(text: string, key: string, item: string, isOwn: (item: string) => boolean): string {
  const lines = linesOf(text);
  const eol = lineEndOf(text);
  const found = entriesOf(lines, { from: 0, to: lines.length }, 0).findLast((entry) => entry.key === key);
  if (found === undefined) return insertLines(lines, lines.length, [`${written(key)}:`, `- ${item}`], eol).join('');
  if (!isEmptyValue(found.value))
    throw new SettingsError(`'${key}' (line ${found.start + 1}) is written on one line. Write a line for each item.`);
  const rest = lines.slice(found.start + 1, found.end);
  const first = rest.find((line) => !isSilent(line));
  const kept = rest.filter((line) => {
    const text = /^\s*-\s+(.*?)\s*$/.exec(line)?.[1];
    return text === undefined || !isOwn(unquote(text));
  });
  const indent = ' '.repeat(first === undefined ? 0 : indentOf(first));
  const head = [...lines.slice(0, found.start), `${found.head}${eol}`];
  return insertLines([...head, ...kept, ...lines.slice(found.end)], head.length, [`${indent}- ${item}`], eol).join('');
}

import { insertLines, lineEndOf, linesOf } from './lines.ts';

/** How a program reads its INI files. */
export interface IniDialect {
  /** Each of these characters ends a key. */
  readonly delimiters: string;
  /** Indented lines go on with the value above. */
  readonly continued: boolean;
  /** Keys with the same fold are the same. */
  fold(key: string): string;
}

export interface IniKey {
  /** null: before the first section. */
  readonly section: string | null;
  readonly key: string;
}

interface Found {
  readonly section: string | null;
  readonly key: string;
  readonly value: string;
  /** Lines from here to before there. */
  readonly start: number;
  end: number;
}

interface Layout {
  readonly entries: readonly Found[];
  /** Section to the line behind its last entry or header, of its first occurrence. */
  readonly ends: ReadonlyMap<string | null, number>;
}

const isBlank = (line: string): boolean => line.trim() === '';
const isComment = (line: string): boolean => /^\s*[#;]/.test(line);

function keyEnd(line: string, { delimiters }: IniDialect): number {
  for (let at = 0; at < line.length; at++) if (delimiters.includes(line.charAt(at))) return at;
  return -1;
}

function layOut(lines: readonly string[], dialect: IniDialect): Layout {
  const entries: Found[] = [];
  const ends = new Map<string | null, number>([[null, 0]]);
  let section: string | null = null;
  // Sections may come twice: new entries go into the first.
  let first = true;
  let open: Found | null = null;
  for (const [index, line] of lines.entries()) {
    if (isBlank(line) || isComment(line)) continue;
    const goesOn = dialect.continued && /^\s/.test(line) && open !== null;
    const name = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (!goesOn && name !== undefined) {
      section = name.trim();
      first = !ends.has(section);
      open = null;
    } else if (goesOn && open !== null) {
      open.end = index + 1;
    } else {
      const at = keyEnd(line, dialect);
      const key = (at < 0 ? line : line.slice(0, at)).trim().replace(/^"(.*)"$/, '$1');
      open = { section, key, value: at < 0 ? '' : line.slice(at + 1).trim(), start: index, end: index + 1 };
      entries.push(open);
    }
    if (first) ends.set(section, index + 1);
  }
  return { entries, ends };
}

const fullValue = ({ start, end, value }: Found, lines: readonly string[]): string =>
  [value, ...lines.slice(start + 1, end).map((line) => line.trim())].join('\n');

/** The value, its lines trimmed; null: there is none. The last one counts, as programs read it. */
export function readIni(text: string, { section, key }: IniKey, dialect: IniDialect): string | null {
  const lines = linesOf(text);
  const wanted = dialect.fold(key);
  const found = layOut(lines, dialect).entries.findLast(
    (entry) => entry.section === section && dialect.fold(entry.key) === wanted,
  );
  return found === undefined ? null : fullValue(found, lines);
}

/** Sets one value, in its place if it is there, else at the end of its section. Everything else stays as it is. */
export function setIni(text: string, entry: IniKey & { readonly line: string }, dialect: IniDialect): string {
  const { section, key, line } = entry;
  const lines = linesOf(text);
  const { entries, ends } = layOut(lines, dialect);
  const end = lineEndOf(text);
  const added = line.split('\n');
  const wanted = dialect.fold(key);
  const own = entries.filter((found) => found.section === section && dialect.fold(found.key) === wanted);
  const [first] = own;
  if (first !== undefined) {
    const replaced = new Set(
      own.flatMap((found) => Array.from({ length: found.end - found.start }, (_, i) => found.start + i)),
    );
    const kept = lines.flatMap((old, index) => {
      if (index === first.start) return added.map((text) => `${text}${end}`);
      return replaced.has(index) ? [] : [old];
    });
    return kept.join('');
  }
  const at = ends.get(section);
  if (at !== undefined) return insertLines(lines, at, added, end).join('');
  const gap = lines.length === 0 || isBlank(lines.at(-1) ?? '') ? [] : [''];
  return insertLines(lines, lines.length, [...gap, `[${section}]`, ...added], end).join('');
}

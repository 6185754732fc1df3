import { invalid } from '../kernel/errors.ts';
import { foldLookAlikes } from './look-alike.ts';
import { type PackageFormat, packageFormats } from './package-format.ts';

/** What follows the prefix of a pattern in a package it matches: anything, the end of a word, or nothing. */
export type PatternEnd = 'anything' | 'word-end' | 'nothing';

/** AWS: "Package group definition syntax and matching behavior". */
export interface GroupPattern {
  /** As it was written: the group's identifier. */
  readonly text: string;
  /** Without its last character: where the path of a matching package begins. */
  readonly prefix: string;
  readonly end: PatternEnd;
  /** `prefix` for weak matches. */
  readonly look: string;
  /** null: every format. */
  readonly format: PackageFormat | null;
}

export const rootPattern = '/*';

const ends: Readonly<Record<string, PatternEnd>> = { '*': 'anything', '~': 'word-end', $: 'nothing' };

/** Whether the last character belongs to a word: a letter or digit, or a mark on one. */
const endsInWord = (text: string): boolean => /[\p{L}\p{N}]\p{M}*$/u.test(text);

const refuse = (text: string, why: string): never => {
  throw invalid(`'${text}' is not a package group pattern: ${why}.`);
};

function checkComponents(text: string, [format = '', ...names]: readonly string[]): void {
  if (!packageFormats.some((known) => known === format))
    refuse(text, `'${format}' is not a format (they are ${packageFormats.join(', ')})`);
  if (names.length > 2) refuse(text, 'after the format come a namespace and a name, no more');
  for (const name of names)
    if (name !== '' && (!/^[^#/\s]+$/.test(name) || [...name].length > 255))
      refuse(text, `'${name.slice(0, 100)}' cannot stand in a package's namespace or name`);
}

function checkEnd(text: string, end: PatternEnd, parts: readonly string[]): void {
  const last = parts.at(-1) ?? '';
  const [wholeComponent, unfinished] = [last === '' && parts.length > 1, parts.length < 2];
  if (end === 'nothing' && (parts.length !== 3 || last === ''))
    refuse(
      text,
      "'$' ends the full path of a package, '/format/namespace/name$' ('/format//name$' without a namespace)",
    );
  if (end === 'word-end' && (unfinished || !endsInWord(last)))
    refuse(text, "'~' stands after the first word or words of a namespace or name; after any other character use '*'");
  if (end === 'anything' && !wholeComponent && (unfinished || endsInWord(last)))
    refuse(
      text,
      "'*' stands for a whole namespace or name, or after a character that is no letter or digit; after a word use '~'",
    );
}

/** Validation that says what is wrong. */
export function parseGroupPattern(text: string): GroupPattern {
  const end = ends[text.slice(-1)];
  if (!text.startsWith('/') || end === undefined || text.length < 2)
    return refuse(text, "it begins with '/' and ends with '*', '~' or '$'");
  const prefix = text.slice(0, -1);
  const look = foldLookAlikes(prefix);
  if (text === rootPattern) return { text, prefix, end, look, format: null };
  const parts = prefix.slice(1).split('/');
  checkComponents(text, parts);
  checkEnd(text, end, parts);
  return { text, prefix, end, look, format: parts[0] as PackageFormat };
}

import { foldLookAlikes } from './look-alike.ts';
import type { PackageName } from './package.ts';
import type { PackageFormat } from './package-format.ts';
import type { GroupPattern, PatternEnd } from './package-group-pattern.ts';

/** `PackageGroupAssociationType`: by its own spelling, or only by looking alike. */
export type AssociationType = 'STRONG' | 'WEAK';

/** A package as patterns see it; its name is canonical. */
export interface PackagePath {
  readonly text: string;
  readonly look: string;
}

export interface Association<G extends GroupPattern = GroupPattern> {
  readonly group: G;
  readonly type: AssociationType;
}

/** `/format/namespace/name`; nothing stands for an absent namespace. */
export function packagePath(format: PackageFormat, { namespace, name }: PackageName): PackagePath {
  const text = `/${format}/${namespace ?? ''}/${name}`;
  return { text, look: foldLookAlikes(text) };
}

/** What follows goes on with no word: it is the end, or no letter, digit or mark. */
const wordEndsAt = (text: string, at: number): boolean => !/^[\p{L}\p{N}\p{M}]/u.test(text.slice(at, at + 2));

const covers = (prefix: string, end: PatternEnd, path: string): boolean =>
  path.startsWith(prefix) &&
  (end === 'anything' || path.length === prefix.length || (end === 'word-end' && wordEndsAt(path, prefix.length)));

/** How the pattern matches the package; null: not at all. */
export function matchGroup({ prefix, look, end }: GroupPattern, path: PackagePath): AssociationType | null {
  if (covers(prefix, end, path.text)) return 'STRONG';
  return covers(look, end, path.look) ? 'WEAK' : null;
}

/** Whether every package that `inner` matches by its spelling is matched by `outer` too; they are two patterns. */
export const containsGroup = (outer: GroupPattern, inner: GroupPattern): boolean =>
  outer.text !== inner.text && outer.end !== 'nothing' && covers(outer.prefix, outer.end, inner.prefix);

const specificity: Record<PatternEnd, number> = { anything: 0, 'word-end': 1, nothing: 2 };

/** Negative: `a` is the more specific one. */
const compareSpecificity = (a: GroupPattern, b: GroupPattern): number =>
  b.look.length - a.look.length || specificity[b.end] - specificity[a.end];

/** Whether a package that both match, however they do, is never associated with `b`. */
export const outranks = (a: GroupPattern, b: GroupPattern): boolean => compareSpecificity(a, b) < 0;

/** The more specific pattern first; of equals one that matches by spelling, then the longer one. */
const byRank = (a: Association, b: Association): number =>
  compareSpecificity(a.group, b.group) ||
  Number(a.type === 'WEAK') - Number(b.type === 'WEAK') ||
  b.group.prefix.length - a.group.prefix.length ||
  (a.group.text < b.group.text ? -1 : 1);

/** Every group that the package matches, the one it is associated with first: each package belongs to one. */
export const rankGroups = <G extends GroupPattern>(groups: readonly G[], path: PackagePath): Association<G>[] =>
  groups
    .flatMap((group) => {
      const type = matchGroup(group, path);
      return type === null ? [] : [{ group, type }];
    })
    .sort(byRank);

/** Every `look` that a pattern can have which matches the package, or which contains a pattern of this look. */
export function looksAbove(look: string): string[] {
  const chars = [...look];
  const found: string[] = [];
  let [begun, inWord] = ['', false];
  for (const [index, char] of chars.entries()) {
    begun += char;
    inWord = /[\p{L}\p{N}]/u.test(char) || (inWord && /\p{M}/u.test(char));
    if (!inWord || wordEndsAt(chars[index + 1] ?? '', 0)) found.push(begun);
  }
  return found;
}

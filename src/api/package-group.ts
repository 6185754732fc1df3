import { invalid } from '../kernel/errors.ts';
import { readGroup, type StoredGroup } from '../metadata/package-groups.ts';
import { packagePath } from '../model/package-group-match.ts';
import { type GroupPattern, parseGroupPattern } from '../model/package-group-pattern.ts';
import type { Place } from '../registry/place.ts';
import type { OperationScope } from './operation.ts';
import { requireDomain } from './target.ts';

/** NotFound where the domain has no such group. */
export const requireGroup = (scope: OperationScope, pattern: string): Promise<StoredGroup> =>
  readGroup(scope.deps.database.reader, requireDomain(scope).id, pattern);

/** A package that begins as the pattern does: what is cut off is made whole. */
function sampleOf({ prefix, end }: GroupPattern, names: Place['format']['names']) {
  const [, ...parts] = prefix.slice(1).split('/');
  const last = parts.at(-1) ?? '';
  const whole = end === 'anything' ? `${last}a` : last;
  if (parts.length === 1) return names.parse(whole, 'a');
  return names.parse(parts[0] === '' ? null : (parts[0] ?? null), whole);
}

/**
 * Packages are matched by the names that their format makes of them, so a pattern in any other spelling would match
 * nothing but look-alikes. Validation that tells the spelling.
 */
function checkSpelling(pattern: GroupPattern, { deps }: OperationScope): void {
  const format = pattern.format === null ? undefined : deps.formats.get(pattern.format);
  if (format === undefined || pattern.prefix === `/${format.id}/`) return;
  const spelled = packagePath(format.id, sampleOf(pattern, format.names)).text;
  if (spelled.startsWith(pattern.prefix)) return;
  const parts = pattern.prefix.split('/').length;
  const shown = spelled.split('/').slice(0, parts).join('/');
  const prefix = pattern.end === 'anything' ? shown.slice(0, -1) : shown;
  throw invalid(
    `'${pattern.text}' would match no package by its spelling: ${format.id} packages are spelled '${prefix}${pattern.text.slice(-1)}' here.`,
  );
}

/** Validation for what cannot be the pattern of a group, and for one whose format spells its packages otherwise. */
export function parseGroup(text: string, scope: OperationScope): GroupPattern {
  const pattern = parseGroupPattern(text);
  checkSpelling(pattern, scope);
  return pattern;
}

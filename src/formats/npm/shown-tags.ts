import type { PackageIndex } from '../../model/package.ts';
import type { NpmFacts } from './facts.ts';
import { isRelease, versions } from './versions.ts';

const highest = (candidates: readonly string[]): string | undefined =>
  candidates.reduce<string | undefined>(
    (best, version) => (best === undefined || versions.compare(version, best) > 0 ? version : best),
    undefined,
  );

/**
 * The tags that clients see. `latest` is always among them, since npm, yarn and pnpm ask for it when a request names
 * no version: the highest release where nobody set it.
 */
export function shownTags(index: Omit<PackageIndex<NpmFacts>, 'unlisted'>): ReadonlyMap<string, string> {
  if (index.tags.has('latest')) return index.tags;
  const listed = index.versions.map(({ version }) => version);
  const latest = highest(listed.filter(isRelease)) ?? highest(listed);
  return latest === undefined ? index.tags : new Map([['latest', latest], ...index.tags]);
}

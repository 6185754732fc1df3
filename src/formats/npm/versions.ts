import { parse, validRange } from 'semver';
import { invalid } from '../../kernel/errors.ts';
import type { Format } from '../format.ts';
import { semverSortKey } from '../shared/sort-key.ts';

/** Null for what is no semantic version, or is not written as one ('v1.0.0', ' 1.0.0'). */
function canonical(raw: string): { readonly withoutBuild: string; readonly isPrerelease: boolean } | null {
  const parsed = parse(raw);
  if (parsed === null) return null;
  const { version, build, prerelease } = parsed;
  const whole = build.length === 0 ? version : `${version}+${build.join('.')}`;
  return whole === raw ? { withoutBuild: version, isPrerelease: prerelease.length > 0 } : null;
}

/** Build metadata names no other version. Odd versions of old upstreams are their own key. */
export const versions: Format['versions'] = {
  key: (raw) => canonical(raw)?.withoutBuild ?? raw,
  compare: (a, b) => Buffer.compare(semverSortKey(a), semverSortKey(b)),
  sortKey: semverSortKey,
};

export function requireVersion(raw: string): void {
  if (canonical(raw) === null) throw invalid(`'${raw}' is not a semantic version such as 1.2.3 or 1.2.3-rc.1.`);
}

export const isRelease = (version: string): boolean => canonical(version)?.isPrerelease === false;

/** npm reads `name@x` as a range first, so a tag that is one could never be installed. */
export function requireTag(tag: string): void {
  // Nearly every publish has this one, and parsing it as a range costs as much as writing it down.
  if (tag === 'latest') return;
  if (tag.trim() !== tag || tag === '' || tag.length > 214 || encodeURIComponent(tag) !== tag)
    throw invalid(`'${tag.slice(0, 214)}' is not a valid tag name.`);
  if (validRange(tag) !== null) throw invalid(`Tag name must not be a valid SemVer range: ${tag}`);
}

import type { Format } from '../formats/format.ts';
import type { StoredVersion } from '../metadata/package-versions.ts';
import type { OwnVersion } from '../model/package.ts';
import { keptEntry } from '../upstreams/kept-entry.ts';

/** Null for a Disposed version: nothing of it is left but its record. */
export function ownVersion<F>(format: Format<F>, stored: StoredVersion): OwnVersion<F> | null {
  if (stored.revision === null) return null;
  const { status, revision, publishedBy } = stored;
  return { ...keptEntry(format, stored), status, revision, publishedBy };
}

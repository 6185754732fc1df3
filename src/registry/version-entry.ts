import type { Format } from '../formats/format.ts';
import type { StoredAsset, StoredVersion } from '../metadata/package-versions.ts';
import type { AssetEntry, OwnVersion, VersionEntry } from '../model/package.ts';

const assetEntry = ({ name, blob, origin }: StoredAsset, publishedAt: string): AssetEntry => ({
  name,
  sizeBytes: blob?.sizeBytes ?? origin?.sizeBytes ?? null,
  digests: blob?.digests ?? origin?.digests ?? {},
  publishedAt,
});

/** A stored version in the words of its format. */
export function versionEntry<F>(format: Format<F>, stored: StoredVersion): VersionEntry<F> {
  const publishedAt = stored.publishedAt.toISOString();
  return {
    version: stored.version,
    publishedAt,
    assets: stored.assets.map((asset) => assetEntry(asset, publishedAt)),
    facts: format.parseFacts(stored.facts),
  };
}

/** Null for a Disposed version: nothing of it is left but its record. */
export function ownVersion<F>(format: Format<F>, stored: StoredVersion): OwnVersion<F> | null {
  if (stored.revision === null) return null;
  const { status, revision, publishedBy } = stored;
  return { ...versionEntry(format, stored), status, revision, publishedBy };
}

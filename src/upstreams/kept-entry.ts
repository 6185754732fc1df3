import type { Format } from '../formats/format.ts';
import type { StoredAsset, StoredVersion } from '../metadata/package-versions.ts';
import type { AssetEntry, VersionEntry } from '../model/package.ts';

export const keptAssetEntry = ({ name, blob, origin }: StoredAsset, publishedAt: string): AssetEntry => ({
  name,
  sizeBytes: blob?.sizeBytes ?? origin?.sizeBytes ?? null,
  digests: blob?.digests ?? origin?.digests ?? {},
  publishedAt,
});

/** A kept version in the words of its format. */
export function keptEntry<F>(
  format: Format<F>,
  { version, publishedAt, assets, facts }: StoredVersion,
): VersionEntry<F> {
  const time = publishedAt.toISOString();
  return {
    version,
    publishedAt: time,
    assets: assets.map((asset) => keptAssetEntry(asset, time)),
    facts: format.parseFacts(facts),
  };
}

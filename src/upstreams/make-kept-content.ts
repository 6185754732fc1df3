import type { Format } from '../formats/format.ts';
import { factsDigest, type NewAsset, type NewContent } from '../metadata/put-content.ts';
import type { AssetEntry, PackageName, VersionEntry } from '../model/package.ts';
import { revisionOf } from '../model/revision.ts';

/** An asset of a version that is kept: what stands in its revision, and what the store needs. */
export interface KeptAsset {
  /** The digests that were promised, where any were: the same whichever asset came first. */
  readonly entry: AssetEntry;
  readonly stored: NewAsset;
}

export interface KeptParts<F> {
  /** In its stored spelling. */
  readonly name: PackageName;
  readonly entry: VersionEntry<F>;
  readonly readme: string | null;
  readonly assets: readonly KeptAsset[];
}

/** The content of a version with its revision, and with the description that its format gives it. */
export function makeKeptContent<F>(format: Format<F>, { name, entry, readme, assets }: KeptParts<F>): NewContent {
  const body = JSON.stringify(entry.facts);
  const described = { ...entry, assets: assets.map((asset) => asset.entry) };
  return {
    revision: revisionOf({
      format: format.id,
      packageKey: format.names.key(name),
      version: entry.version,
      factsDigest: factsDigest({ body, readme }),
      assets: assets.map(({ entry: { digests }, stored }) => ({ name: stored.name, digests })),
    }),
    facts: { body, description: JSON.stringify(format.describe(name, described)), readme },
    assets: assets.map(({ stored }) => stored),
  };
}

import type { Format } from '../formats/format.ts';
import type { StoredAsset } from '../metadata/package-versions.ts';
import type { NewAsset, NewContent } from '../metadata/put-content.ts';
import type { Digests } from '../model/digests.ts';
import type { PackageName } from '../model/package.ts';
import { makeKeptContent } from '../upstreams/make-kept-content.ts';

/** An asset of a content about to be stored: what the format sees of it, and what the store needs. */
export interface ContentAsset {
  readonly stored: NewAsset;
  readonly sizeBytes: number | null;
  readonly digests: Partial<Digests>;
}

/** An asset that a version has already, to go into its next content. */
export const keptAsset = ({ name, blob, origin }: StoredAsset): ContentAsset => ({
  stored: { name, blob: blob?.id ?? null, origin },
  sizeBytes: blob?.sizeBytes ?? origin?.sizeBytes ?? null,
  digests: blob?.digests ?? origin?.digests ?? {},
});

export interface ContentParts<F> {
  readonly name: PackageName;
  readonly version: string;
  readonly publishedAt: Date;
  readonly facts: F;
  readonly readme: string | null;
  readonly assets: readonly ContentAsset[];
}

/** The content of a version with its revision, and the description that its format gives it. */
export function makeContent<F>(format: Format<F>, parts: ContentParts<F>): NewContent {
  const { name, version, facts, readme, assets } = parts;
  const publishedAt = parts.publishedAt.toISOString();
  return makeKeptContent(format, {
    name,
    entry: { version, publishedAt, facts, assets: null },
    readme,
    assets: assets.map(({ stored, sizeBytes, digests }) => ({
      stored,
      entry: { name: stored.name, sizeBytes, digests, publishedAt },
    })),
  });
}

import type { Readable } from 'node:stream';
import type { ByteRange } from '../blobs/blob-store.ts';
import type { OpenAsset } from '../formats/format.ts';
import { notFound } from '../kernel/errors.ts';
import { packageKeyOf } from '../metadata/record-change.ts';
import type { Digests } from '../model/digests.ts';
import type { AssetRef } from '../model/package.ts';
import type { FoundAsset } from '../upstreams/upstreams.ts';
import { explained } from './explained-absence.ts';
import { type Place, type RegistryDeps, whereOf } from './place.ts';

/** An asset as http sends it. */
export interface ServedAsset extends OpenAsset<unknown> {
  readonly sizeBytes: number | null;
  readonly digests: Partial<Digests>;
  readonly publishedAt: Date | null;
  readonly readSmall: FoundAsset['readSmall'];
  readonly isSettled: boolean;
  open(range?: ByteRange): Readable;
}

const served = (found: FoundAsset): ServedAsset => ({
  kind: 'asset',
  entry: found.entry,
  facts: () => found.version.facts,
  sizeBytes: found.sizeBytes,
  digests: found.digests,
  publishedAt: found.publishedAt,
  readSmall: found.readSmall,
  isSettled: found.isSettled,
  open: (range) => found.open(range),
});

/** NotFound where no repository of the search order has it, or its status forbids it. */
export async function openAsset(deps: RegistryDeps, place: Place, ref: AssetRef): Promise<ServedAsset> {
  const { format, domain, repository } = place;
  const packageKey = format.names.key(ref.package);
  const key = JSON.stringify([repository.id, format.id, packageKey, ref.version, ref.asset]);
  const found = await deps.assets.read(
    { domainId: domain.id, packageKey: packageKeyOf(format.id, packageKey), key },
    () => deps.upstreams.openAsset(whereOf(place), ref),
    ({ isSettled }) => isSettled,
  );
  if (found === null)
    throw await explained(
      deps,
      place,
      ref.package,
      notFound({ type: 'asset', id: `${ref.package.name}/${ref.version}/${ref.asset}` }),
    );
  return served(found);
}

/** The first candidate whose version the merged listing holds. */
export async function resolveAsset(
  deps: RegistryDeps,
  place: Place,
  candidates: readonly AssetRef[],
): Promise<AssetRef | null> {
  for (const candidate of candidates) {
    const merged = await deps.upstreams.readIndex(whereOf(place), candidate.package);
    const key = place.format.versions.key(candidate.version);
    const shown = [...(merged?.index.versions ?? []), ...(merged?.index.unlisted ?? [])];
    if (shown.some(({ version }) => place.format.versions.key(version) === key)) return candidate;
  }
  return null;
}

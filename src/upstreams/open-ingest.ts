import type { AssetEntry, AssetRef, PackageName, VersionEntry } from '../model/package.ts';
import type { Engine } from './engine.ts';
import type { Ingest } from './ingest.ts';
import { promisedDigests } from './promised-digests.ts';
import { storeIngested } from './store-ingested.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { Speaking } from './upstream-listings.ts';
import type { FoundAsset, Where } from './upstreams.ts';

export interface WantedAsset {
  readonly where: Where;
  /** In the spelling to store. */
  readonly name: PackageName;
  readonly ref: AssetRef;
  readonly speaking: Speaking;
  /** With its place at the upstream. */
  readonly asset: AssetEntry;
  /** What clients see until the bytes are there. */
  readonly version: VersionEntry<unknown>;
  /** As the upstream lists the version; null: it is kept already. */
  readonly listed: VersionEntry<unknown> | null;
  readonly repositoryIds: readonly number[];
}

function addressOf({ speaking, asset }: WantedAsset): URL {
  const { connection, address } = speaking;
  const url = asset.upstream?.url;
  if (url === undefined || !URL.canParse(url, address.href) || !/^https?:$/.test(new URL(url, address).protocol))
    throw upstreamFailure(connection, address, `its index does not tell where '${asset.name}' is`);
  const found = new URL(url, address);
  found.username = '';
  found.password = '';
  found.hash = '';
  return found;
}

/** Streams an asset from its upstream while it is kept. null: the upstream lists it and does not have it. */
export async function openIngest(engine: Engine, wanted: WantedAsset): Promise<FoundAsset | null> {
  const { where, name, ref, speaking, asset, version, listed, repositoryIds } = wanted;
  const { format, domainId } = where;
  const { connection } = speaking;
  const url = addressOf(wanted);
  const promised = { sizeBytes: asset.sizeBytes, digests: await promisedDigests(engine, speaking, asset) };
  const identity = [format.id, format.names.key(name), format.versions.key(ref.version), ref.asset];
  const ingest: Ingest | null = await engine.ingests.open({
    key: JSON.stringify([domainId, connection.name, url.href, ...identity]),
    ...{ domainId, connection, url, promised, repositoryIds },
    store: (file, ids) => storeIngested(engine, { where, name, ref, speaking, url, promised, listed }, file, ids),
  });
  if (ingest === null) {
    const fields = { connection: connection.name, package: name.name, version: ref.version, asset: ref.asset };
    engine.log.warn(fields, `'${connection.name}' lists an asset of '${name.name}' that it does not have.`);
    return null;
  }
  const { upstream: _, ...entry } = asset;
  return {
    entry,
    version,
    sizeBytes: ingest.sizeBytes,
    digests: promised.digests,
    publishedAt: version.publishedAt === null ? null : new Date(version.publishedAt),
    readSmall: null,
    isSettled: false,
    open: (range) => ingest.open(range),
  };
}

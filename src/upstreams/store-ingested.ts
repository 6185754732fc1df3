import type { StagedFile } from '../blobs/blob-store.ts';
import { conflict, RegistryError } from '../kernel/errors.ts';
import { amendVersions } from '../metadata/amend-versions.ts';
import { attachBlob } from '../metadata/attach-blob.ts';
import { StaleWriteError } from '../metadata/database.ts';
import { keepVersion } from '../metadata/keep-version.ts';
import { findVersion, type StoredAsset, type StoredBlob, type StoredVersion } from '../metadata/package-versions.ts';
import { findPackageIn } from '../metadata/packages-of-repositories.ts';
import type { NewBlob } from '../metadata/use-blob.ts';
import type { AssetEntry, AssetRef, PackageName, VersionEntry } from '../model/package.ts';
import { isFetchable } from '../model/status.ts';
import type { Engine } from './engine.ts';
import type { Promised } from './ingest-job.ts';
import { keptAssetEntry, keptEntry } from './kept-entry.ts';
import { type KeptAsset, makeKeptContent } from './make-kept-content.ts';
import { identify, retainVersion } from './retain-version.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { Speaking } from './upstream-listings.ts';
import type { Where } from './upstreams.ts';

/** An asset that comes in, and the version that it belongs to. */
export interface Incoming {
  readonly where: Where;
  /** In the spelling to store. */
  readonly name: PackageName;
  readonly ref: AssetRef;
  readonly speaking: Speaking;
  readonly url: URL;
  readonly promised: Promised;
  /** The version as the upstream lists it, with its whole asset list; null: only what is kept counts. */
  readonly listed: VersionEntry<unknown> | null;
}

type StoreEngine = Pick<Engine, 'database' | 'blobs' | 'clock'>;

const maxAttempts = 20;

interface Holder {
  readonly repositoryId: number;
  readonly version: StoredVersion;
}

/** The repositories that keep the version. */
async function findHolders(
  { database: { reader } }: StoreEngine,
  incoming: Incoming,
  repositoryIds: readonly number[],
): Promise<Holder[]> {
  const { format } = incoming.where;
  const packages = await findPackageIn(reader, repositoryIds, format.id, format.names.key(incoming.name));
  const holders: Holder[] = [];
  for (const repositoryId of repositoryIds) {
    const subject = packages.get(repositoryId);
    const version = subject && (await findVersion(reader, subject.id, format.versions.key(incoming.ref.version)));
    if (version != null) holders.push({ repositoryId, version });
  }
  return holders;
}

/** What the bytes themselves add to the facts. Bytes that lie about their name are the upstream's failure. */
async function inspect(
  incoming: Incoming,
  file: StagedFile,
  facts: unknown,
): Promise<{ facts: unknown; readme: string | null }> {
  const { where, ref, speaking, url } = incoming;
  try {
    const found = await where.format.inspect?.(ref, file, facts);
    return { facts: found?.facts ?? facts, readme: found?.readme ?? null };
  } catch (cause) {
    if (cause instanceof RegistryError) throw upstreamFailure(speaking.connection, url, cause.message, { cause });
    throw cause;
  }
}

async function newBlob(file: StagedFile): Promise<NewBlob> {
  const { sizeBytes, digests, stagedAt } = file;
  return { ...(await file.commit()), sizeBytes, digests, stagedAt: stagedAt.getTime() };
}

/** A listed asset, kept by name; the one whose bytes are here, with them. */
function listedAsset(incoming: Incoming, entry: AssetEntry, blob: NewBlob): KeptAsset {
  const { ref, url, promised, speaking } = incoming;
  const own = entry.name === ref.asset;
  const promise = own ? promised.digests : { ...entry.digests, ...entry.upstream?.digests };
  const origin = {
    url: own ? url.href : new URL(entry.upstream?.url ?? '', speaking.address).href,
    sizeBytes: entry.sizeBytes,
    digests: promise,
  };
  const digests = own && Object.keys(promise).length === 0 ? blob.digests : promise;
  return { entry: { ...entry, digests }, stored: { name: entry.name, blob: own ? blob : null, origin } };
}

const keptAsset = (asset: StoredAsset, publishedAt: string): KeptAsset => {
  const entry = keptAssetEntry(asset, publishedAt);
  const promise = asset.origin?.digests ?? {};
  const digests = Object.keys(promise).length === 0 ? entry.digests : promise;
  return {
    entry: { ...entry, digests },
    stored: { name: asset.name, blob: asset.blob?.id ?? null, origin: asset.origin },
  };
};

/** The version is new here: its whole asset list is kept, the bytes of one asset with it. */
async function keepNew(
  engine: StoreEngine,
  incoming: Incoming,
  file: StagedFile,
  repositoryIds: readonly number[],
): Promise<readonly string[]> {
  const { where, name, ref, speaking, listed } = incoming;
  if (listed === null) throw conflict(`Version ${ref.version} of '${name.name}' was deleted while its asset came in.`);
  const { facts, readme } = await inspect(incoming, file, listed.facts);
  const blob = await newBlob(file);
  const entry = { ...listed, facts };
  const assets = (listed.assets ?? []).map((asset) => listedAsset(incoming, asset, blob));
  const { unused } = await engine.database.write(keepVersion, {
    domainId: where.domainId,
    repositoryIds,
    connection: speaking.connection.name,
    ...identify(where.format, name, listed.version),
    content: makeKeptContent(where.format, { name, entry, readme, assets }),
    status: 'Published',
    origin: 'EXTERNAL',
    entry: { kind: 'connection', name: speaking.connection.name },
    publishedAt: listed.publishedAt === null ? null : Date.parse(listed.publishedAt),
    now: engine.clock.now().getTime(),
  });
  return unused;
}

/** What a version that is kept without this asset, or without its bytes, looks like with them. */
async function completed(incoming: Incoming, file: StagedFile, version: StoredVersion, blob: NewBlob) {
  const { where, name, ref, listed } = incoming;
  const kept = keptEntry(where.format, version);
  const present = version.assets.some((asset) => asset.name === ref.asset);
  const refresh = where.format.upstream?.refresh;
  const base = !present && listed !== null && refresh !== undefined ? refresh(kept, listed) : kept;
  const { facts, readme } = await inspect(incoming, file, base.facts);
  const time = version.publishedAt.toISOString();
  const withBytes = (asset: KeptAsset): KeptAsset =>
    asset.stored.name === ref.asset ? { ...asset, stored: { ...asset.stored, blob } } : asset;
  const assets = version.assets.map((asset) => withBytes(keptAsset(asset, time)));
  const late = present ? [] : (listed?.assets ?? []).filter((asset) => asset.name === ref.asset);
  const parts = {
    name,
    entry: { ...kept, facts },
    readme: readme ?? version.readme,
    assets: [...assets, ...late.map((asset) => listedAsset(incoming, asset, blob))],
  };
  const changesFacts = JSON.stringify(facts) !== JSON.stringify(kept.facts) || parts.readme !== version.readme;
  return { content: makeKeptContent(where.format, parts), onlyBytes: present && !changesFacts };
}

/** The version is kept: the bytes are added where it is, as a new content if they say more than was known. */
async function complete(
  engine: StoreEngine,
  incoming: Incoming,
  file: StagedFile,
  holders: readonly Holder[],
  version: StoredVersion,
) {
  const { where, name, ref } = incoming;
  const { domainId, format } = where;
  const blob = await newBlob(file);
  const { content, onlyBytes } = await completed(incoming, file, version, blob);
  if (onlyBytes && version.contentId !== null) {
    const { unused } = await engine.database.write(attachBlob, {
      domainId,
      contentId: version.contentId,
      asset: ref.asset,
      blob,
    });
    return unused;
  }
  const identity = identify(format, name, version.version);
  const now = engine.clock.now().getTime();
  for (const { repositoryId, version: held } of holders) {
    if (held.contentId !== version.contentId) continue;
    const amendments = [{ key: held.key, expectedRevision: held.revision, content }];
    await engine.database.write(amendVersions, { domainId, repositoryId, package: identity.package, amendments, now });
  }
  return [];
}

const refused = ({ name, ref }: Incoming): RegistryError =>
  conflict(
    `Version ${ref.version} of '${name.name}' could not be kept: its repositories block upstream versions, hide this one, or change all the time.`,
  );

/** One step nearer: the blob once the version has the asset with its bytes, null after a step. */
async function advance(
  engine: StoreEngine,
  incoming: Incoming,
  file: StagedFile,
  repositoryIds: readonly number[],
  isFirst: boolean,
): Promise<StoredBlob | null> {
  const holders = await findHolders(engine, incoming, repositoryIds);
  const [first] = holders;
  const blob = first?.version.assets.find(({ name }) => name === incoming.ref.asset)?.blob ?? null;
  if (first !== undefined && blob !== null) {
    const lacking = repositoryIds.filter((id) => !holders.some(({ repositoryId }) => repositoryId === id));
    await retainVersion(
      engine,
      incoming.where,
      incoming.name,
      first.version,
      lacking,
      incoming.speaking.connection.name,
    );
    return blob;
  }
  if (first === undefined ? !isFirst : !isFetchable(first.version.status)) throw refused(incoming);
  const unused =
    first === undefined
      ? await keepNew(engine, incoming, file, repositoryIds)
      : await complete(engine, incoming, file, holders, first.version);
  await Promise.all(unused.map((location) => engine.blobs.remove(location)));
  return null;
}

/**
 * Keeps the bytes of an asset in each of the repositories, whatever other requests do to the version meanwhile: looks,
 * takes one step, looks again. Conflict when the repositories refuse the package's upstream versions by now.
 */
export async function storeIngested(
  engine: StoreEngine,
  incoming: Incoming,
  file: StagedFile,
  repositoryIds: readonly number[],
): Promise<StoredBlob> {
  for (let tries = 0; tries < maxAttempts; tries++) {
    try {
      const blob = await advance(engine, incoming, file, repositoryIds, tries === 0);
      if (blob !== null) return blob;
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
    }
  }
  throw refused(incoming);
}

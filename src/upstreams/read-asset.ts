import { smallBlobBytes } from '../blobs/blob-store.ts';
import { findVersion, type StoredAsset, type StoredBlob, type StoredVersion } from '../metadata/package-versions.ts';
import type { AssetEntry, AssetRef, VersionEntry } from '../model/package.ts';
import { isFetchable } from '../model/status.ts';
import type { Engine } from './engine.ts';
import { keptEntry } from './kept-entry.ts';
import { openIngest } from './open-ingest.ts';
import type { Freshness } from './reply-cache.ts';
import { retainVersion } from './retain-version.ts';
import type { SearchStep } from './search-order.ts';
import { type SearchPath, searchPath } from './search-path.ts';
import type { Speaking } from './upstream-listings.ts';
import { upstreamSource } from './upstream-source.ts';
import type { FoundAsset, Where } from './upstreams.ts';

interface Wanted {
  readonly where: Where;
  readonly ref: AssetRef;
  readonly path: SearchPath;
  readonly freshness: Freshness;
}

/**
 * `decided`: the place that has the version has spoken, for better or worse. `missing`: no place has it, as far as they
 * answered; `looksAgain`: an upstream may have it by now.
 */
type Look =
  | { readonly kind: 'decided'; readonly asset: FoundAsset | null }
  | { readonly kind: 'missing'; readonly looksAgain: boolean; readonly failure: unknown };

const decided = (asset: FoundAsset | null): Look => ({ kind: 'decided', asset });
const missing: Look = { kind: 'missing', looksAgain: true, failure: null };

/** Whether the asking repository has it now. Serving goes on where that fails: the version is kept where it was found. */
async function retain(
  engine: Engine,
  { where, ref }: Wanted,
  { repositoryId }: SearchStep,
  version: StoredVersion,
): Promise<boolean> {
  if (repositoryId === where.repositoryId) return true;
  try {
    await retainVersion(engine, where, ref.package, version, [where.repositoryId]);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    engine.log.warn(
      { package: ref.package.name, version: ref.version, reason },
      'A version of an upstream repository could not be retained.',
    );
    return false;
  }
}

function foundStored(
  { blobs }: Engine,
  { where }: Wanted,
  version: StoredVersion,
  blob: StoredBlob,
  name: string,
  isSettled: boolean,
): FoundAsset {
  const { sizeBytes, digests } = blob;
  return {
    entry: { name, sizeBytes, digests, publishedAt: version.publishedAt.toISOString() },
    version: keptEntry(where.format, version),
    sizeBytes,
    digests,
    publishedAt: version.publishedAt,
    readSmall: sizeBytes <= smallBlobBytes ? () => blobs.readSmall(blob) : null,
    isSettled,
    open: (range) => blobs.open(blob, range),
  };
}

/** Who the version came through, if it can be asked. */
const originOf = (engine: Engine, { where }: Wanted, { entry }: StoredVersion): Speaking | null =>
  entry.kind === 'connection' ? engine.speakers.find(entry.name, where.format) : null;

/** Where what comes in now is to be seen: where the version was found, who asks, and who has its connection. */
const keepersOf = ({ where, path }: Wanted, { repositoryId }: SearchStep, { entry }: StoredVersion): number[] => {
  const connected = path.steps.find(({ connection }) => connection === entry.name);
  return [...new Set([repositoryId, where.repositoryId, ...(connected === undefined ? [] : [connected.repositoryId])])];
};

/** Kept by name: the bytes are still with the upstream that the version came through. */
async function fetchKept(
  engine: Engine,
  wanted: Wanted,
  step: SearchStep,
  version: StoredVersion,
  asset: StoredAsset,
): Promise<Look> {
  const { where, ref, path } = wanted;
  const speaking = originOf(engine, wanted, version);
  const { origin } = asset;
  if (speaking === null || origin === null) return decided(null);
  const { sizeBytes, digests, url } = origin;
  return decided(
    await openIngest(engine, {
      where,
      name: path.packages.get(step.repositoryId)?.name ?? ref.package,
      ...{ ref, speaking },
      asset: {
        name: asset.name,
        sizeBytes,
        digests,
        publishedAt: version.publishedAt.toISOString(),
        upstream: { url },
      },
      version: keptEntry(where.format, version),
      listed: null,
      repositoryIds: keepersOf(wanted, step, version),
    }),
  );
}

/** What a listed version has under this name: in the listing, in what the dialect adds to it, or where it must be. */
async function findListed(
  engine: Engine,
  { ref, freshness }: Wanted,
  speaking: Speaking,
  entry: VersionEntry<unknown>,
) {
  const { connection, address, dialect } = speaking;
  const byName = (assets: readonly AssetEntry[]): AssetEntry | undefined =>
    assets.find(({ name }) => name === ref.asset);
  const source = upstreamSource(engine.replies, connection, address, freshness);
  const assets = entry.assets ?? (await dialect.readAssets?.(ref.package, entry.version, source)) ?? [];
  const listed = byName(assets);
  if (listed !== undefined) return { asset: listed, assets };
  const upstream = dialect.locate?.(ref, address) ?? null;
  if (upstream === null) return null;
  const asset: AssetEntry = { name: ref.asset, sizeBytes: null, digests: {}, publishedAt: null, upstream };
  return { asset, assets: [...assets, asset] };
}

/** A file that its own origin added to a version after it was kept. */
async function fetchLate(engine: Engine, wanted: Wanted, step: SearchStep, version: StoredVersion): Promise<Look> {
  const { where, ref, path, freshness } = wanted;
  const speaking = originOf(engine, wanted, version);
  const onPath = path.steps.some(({ connection }) => connection === version.entry.name);
  if (speaking === null || !onPath || speaking.dialect.refresh === undefined) return decided(null);
  const { listing } = await engine.listings.read(speaking, ref.package, freshness);
  const seen = listing?.versions.get(version.key);
  const found = seen === undefined ? null : await findListed(engine, wanted, speaking, seen);
  if (listing === null || seen === undefined || found === null) return missing;
  const entry = { ...seen, assets: found.assets };
  const refreshed = speaking.dialect.refresh(keptEntry(where.format, version), entry);
  if (refreshed.assets?.some(({ name }) => name === ref.asset) !== true) return missing;
  return decided(
    await openIngest(engine, {
      ...{ where, name: listing.name, ref, speaking },
      asset: found.asset,
      version: refreshed,
      listed: entry,
      repositoryIds: keepersOf(wanted, step, version),
    }),
  );
}

async function openKept(engine: Engine, wanted: Wanted, step: SearchStep, version: StoredVersion): Promise<Look> {
  if (!isFetchable(version.status)) return decided(null);
  const asset = version.assets.find(({ name }) => name === wanted.ref.asset);
  if (asset === undefined) return fetchLate(engine, wanted, step, version);
  if (asset.blob === null) return fetchKept(engine, wanted, step, version, asset);
  const isSettled = await retain(engine, wanted, step, version);
  return decided(foundStored(engine, wanted, version, asset.blob, asset.name, isSettled));
}

async function openListed(engine: Engine, wanted: Wanted, step: SearchStep, speaking: Speaking): Promise<Look | null> {
  const { where, ref, freshness } = wanted;
  const { listing } = await engine.listings.read(speaking, ref.package, freshness);
  const entry = listing?.versions.get(where.format.versions.key(ref.version));
  if (listing === null || entry === undefined) return null;
  const found = await findListed(engine, wanted, speaking, entry);
  if (found === null) return missing;
  const version = { ...entry, assets: found.assets };
  return decided(
    await openIngest(engine, {
      ...{ where, name: listing.name, ref, speaking, version },
      asset: found.asset,
      listed: version,
      repositoryIds: [step.repositoryId, where.repositoryId],
    }),
  );
}

async function findKept(
  { database }: Engine,
  { where, ref, path }: Wanted,
  { repositoryId }: SearchStep,
): Promise<StoredVersion | null> {
  const subject = path.packages.get(repositoryId);
  return subject === undefined
    ? null
    : findVersion(database.reader, subject.id, where.format.versions.key(ref.version));
}

/** The first place of the search order that has the version decides. An upstream that fails is passed over. */
async function lookThrough(engine: Engine, wanted: Wanted): Promise<Look> {
  let asked = false;
  let failure: unknown = null;
  for (const step of wanted.path.steps) {
    if (step.connection === null) {
      const version = await findKept(engine, wanted, step);
      if (version !== null) return openKept(engine, wanted, step, version);
      continue;
    }
    const speaking = engine.speakers.find(step.connection, wanted.where.format);
    if (speaking === null) continue;
    asked = true;
    try {
      const look = await openListed(engine, wanted, step, speaking);
      if (look !== null) return look;
    } catch (error) {
      failure ??= error;
    }
  }
  return { kind: 'missing', looksAgain: asked, failure };
}

/** null: nowhere, or its status forbids it. Rejects when nothing was found and an upstream failed. */
export async function openAsset(engine: Engine, where: Where, ref: AssetRef): Promise<FoundAsset | null> {
  const path = await searchPath(engine, where, ref.package);
  let look = await lookThrough(engine, { where, ref, path, freshness: 'usual' });
  if (look.kind === 'missing' && look.looksAgain && look.failure === null)
    look = await lookThrough(engine, { where, ref, path, freshness: 'recent' });
  if (look.kind === 'decided') return look.asset;
  if (look.failure !== null) throw look.failure;
  return null;
}

import { readTags, readVersions, type StoredVersion } from '../metadata/package-versions.ts';
import type { StoredPackage } from '../metadata/packages.ts';
import type { PackageName, VersionEntry } from '../model/package.ts';
import type { Engine } from './engine.ts';
import { keptEntry } from './kept-entry.ts';
import { type IndexLayer, mergeIndexes } from './merge-indexes.ts';
import type { Freshness } from './reply-cache.ts';
import type { SearchStep } from './search-order.ts';
import { type SearchPath, searchPath } from './search-path.ts';
import type { Listing, ListingSource } from './upstream-listings.ts';
import type { MergedIndex, Where } from './upstreams.ts';

/** A Disposed version hides those behind it, and is never shown itself: no format has to read facts that are gone. */
const withoutContent = ({ version, publishedAt }: StoredVersion): VersionEntry<unknown> => ({
  version,
  publishedAt: publishedAt.toISOString(),
  assets: [],
  facts: null,
});

async function keptLayer(
  { database: { reader } }: Engine,
  { format }: Where,
  subject: StoredPackage,
): Promise<IndexLayer> {
  const [versions, tags] = await Promise.all([readVersions(reader, subject.id), readTags(reader, subject.id)]);
  return {
    connection: null,
    name: subject.name,
    tags,
    versions: versions.map((version) => ({
      key: version.key,
      entry: version.contentId === null ? withoutContent(version) : keptEntry(format, version),
      status: version.status,
      cameThrough: version.entry.kind === 'connection' ? version.entry.name : null,
    })),
  };
}

const listedLayer = (connection: string, { name, versions, tags }: Listing): IndexLayer => ({
  connection,
  name,
  tags,
  versions: [...versions].map(([key, entry]) => ({ key, entry, status: 'Published', cameThrough: connection })),
});

interface FoundLayer {
  readonly layer: IndexLayer | null;
  readonly stale: boolean;
  /** What an upstream failed with. */
  readonly failure: unknown;
  /** What an upstream's layer was read from; null where none was asked. */
  readonly source: ListingSource | null;
}

const nothing: FoundLayer = { layer: null, stale: false, failure: null, source: null };

/** An upstream that failed: only another attempt tells more. */
const failedSource: ListingSource = { name: 'failed', lookAgain: async () => null };

async function readLayer(
  engine: Engine,
  where: Where,
  path: SearchPath,
  step: SearchStep,
  name: PackageName,
  freshness: Freshness,
): Promise<FoundLayer> {
  const { repositoryId, connection } = step;
  if (connection === null) {
    const subject = path.packages.get(repositoryId);
    return subject === undefined ? nothing : { ...nothing, layer: await keptLayer(engine, where, subject) };
  }
  const speaking = engine.speakers.find(connection, where.format);
  if (speaking === null) return nothing;
  try {
    const { listing, stale, source } = await engine.listings.read(speaking, name, freshness);
    const layer = listing === null ? null : listedLayer(connection, listing);
    return { layer, stale, failure: null, source };
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    engine.log.warn(
      { connection, package: name.name, reason },
      `'${connection}' is left out of the index of '${name.name}'.`,
    );
    return { layer: null, stale: true, failure, source: failedSource };
  }
}

/** A function of its own, so that who keeps it keeps no listing alive. */
const lookingAgain = (sources: readonly ListingSource[]): MergedIndex['lookAgain'] =>
  async function lookAgain() {
    const looks = await Promise.all(sources.map((source) => source.lookAgain()));
    const known = looks.filter((look) => look !== null);
    return known.length < looks.length ? null : { stale: known.some(({ stale }) => stale) };
  };

/**
 * The package merged over the search order; null: nowhere. Where an upstream fails, what else there is is shown, marked
 * as stale; rejects with the upstream's failure when there is nothing else.
 */
export async function readIndex(
  engine: Engine,
  where: Where,
  name: PackageName,
  freshness: Freshness,
): Promise<MergedIndex | null> {
  const path = await searchPath(engine, where, name);
  const found = await Promise.all(path.steps.map((step) => readLayer(engine, where, path, step, name, freshness)));
  const layers = found.flatMap(({ layer }) => layer ?? []);
  const index = mergeIndexes(where.format, layers);
  if (index !== null) {
    const sources = found.flatMap(({ source }) => source ?? []);
    return {
      index,
      stale: found.some(({ stale }) => stale),
      sources: sources.map((source) => source.name),
      lookAgain: lookingAgain(sources),
    };
  }
  const failed = found.find(({ failure }) => failure !== null);
  if (failed !== undefined) throw failed.failure;
  return null;
}

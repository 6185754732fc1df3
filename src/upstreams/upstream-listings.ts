import { LRUCache } from 'lru-cache';
import type { Format, UpstreamDialect } from '../formats/format.ts';
import { RegistryError } from '../kernel/errors.ts';
import { singleFlight } from '../kernel/single-flight.ts';
import type { PackageName, VersionEntry } from '../model/package.ts';
import type { ExternalConnection } from './connections.ts';
import type { EngineLog } from './engine-log.ts';
import type { IndexReader } from './index-reader.ts';
import type { Freshness, ReplyCache } from './reply-cache.ts';
import { type SeenReply, TooLargeHereError, upstreamSource } from './upstream-source.ts';

/** A package as an external connection lists it. */
export interface Listing {
  readonly name: PackageName;
  /** By version key, in the order of publication. */
  readonly versions: ReadonlyMap<string, VersionEntry<unknown>>;
  /** Tag to version key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** What a listing was read from. Holds none of it. */
export interface ListingSource {
  /** Names it by its bytes. */
  readonly name: string;
  /** Asks for it as usual; null: it is another one now. */
  lookAgain(): Promise<{ readonly stale: boolean } | null>;
}

export interface FoundListing {
  /** null: the upstream does not have the package. */
  readonly listing: Listing | null;
  readonly stale: boolean;
  readonly source: ListingSource;
}

/** A connection with an address, and the dialect that is spoken there. */
export interface Speaking {
  readonly connection: ExternalConnection;
  readonly address: URL;
  readonly format: Format;
  readonly dialect: UpstreamDialect<unknown>;
}

/** Listings of upstreams, parsed once for each answer. */
export interface UpstreamListings {
  /** Rejects when the upstream is out of order and nothing older is there to serve. */
  read(speaking: Speaking, name: PackageName, freshness: Freshness): Promise<FoundListing>;
}

/** What was made of a set of answers: valid as long as the upstream gives the same. */
interface Kept {
  readonly seen: readonly SeenReply[];
  readonly source: ListingSource;
  readonly made:
    | { readonly kind: 'listing'; readonly listing: Listing | null }
    | { readonly kind: 'unusable'; readonly error: RegistryError };
  /** The last listing that could be read. */
  readonly usable: Listing | null;
}

/** Of the text that they were read from. */
const keptBytes = 96 * 1024 * 1024;
const overheadBytes = 1024;

interface Listings {
  readonly cache: ReplyCache;
  readonly log: EngineLog;
  /** null: every index is read here. */
  readonly reader: IndexReader | null;
  readonly kept: LRUCache<string, Kept>;
}

/** The key of a version; null for one that the format does not accept: it is left out. */
function keyOf({ versions }: Format, version: string): string | null {
  try {
    return versions.key(version);
  } catch (error) {
    if (error instanceof RegistryError) return null;
    throw error;
  }
}

type Read = NonNullable<Awaited<ReturnType<UpstreamDialect<unknown>['readPackage']>>>;

function listingOf({ format }: Speaking, name: PackageName, index: Read): Listing {
  if (format.names.key(index.name) !== format.names.key(name))
    throw new Error(`it is the index of '${index.name.name}', not of '${name.name}'`);
  const versions = new Map<string, VersionEntry<unknown>>();
  for (const entry of index.versions) {
    const key = keyOf(format, entry.version);
    if (key !== null && !versions.has(key)) versions.set(key, entry);
  }
  const tags = new Map<string, string>();
  for (const [tag, version] of index.tags) {
    const key = keyOf(format, version);
    if (key !== null) tags.set(tag, key);
  }
  return { name: index.name, versions, tags };
}

/** Asks for the same answers again: null when any of them is another one now. */
async function askAgain(
  cache: ReplyCache,
  connection: ExternalConnection,
  seen: readonly SeenReply[],
  freshness: Freshness,
): Promise<{ stale: boolean } | null> {
  const replies = await Promise.all(seen.map(({ url, accept }) => cache.get(connection, url, accept, freshness)));
  const same = replies.every(({ status, digest }, i) => status === seen[i]?.status && digest === seen[i]?.digest);
  return same ? { stale: replies.some(({ stale }) => stale) } : null;
}

/** `isOlder`: what is served was read from an earlier answer. */
const sourceSeen = (
  cache: ReplyCache,
  connection: ExternalConnection,
  seen: readonly SeenReply[],
  isOlder: boolean,
): ListingSource => ({
  name: JSON.stringify([
    connection.name,
    isOlder,
    ...seen.map(({ url, status, digest }) => [url.href, status, digest]),
  ]),
  async lookAgain() {
    try {
      const again = await askAgain(cache, connection, seen, 'usual');
      return again && { stale: again.stale || isOlder };
    } catch {
      // Who reads it anew meets the failure, and tells of it.
      return null;
    }
  },
});

function serve(
  listings: Listings,
  { connection }: Speaking,
  name: PackageName,
  kept: Kept,
  stale: boolean,
): FoundListing {
  const { source } = kept;
  if (kept.made.kind === 'listing') return { listing: kept.made.listing, stale, source };
  if (kept.usable === null) throw kept.made.error;
  const fields = { connection: connection.name, package: name.name, reason: kept.made.error.message };
  listings.log.warn(fields, `An older index of '${name.name}' is served, since the new one cannot be read.`);
  return { listing: kept.usable, stale: true, source };
}

const unusable = ({ connection }: Speaking, name: PackageName, cause: unknown): RegistryError =>
  new RegistryError(
    'InternalServer',
    `The upstream '${connection.name}' sent an index of '${name.name}' that cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    { cause },
  );

/** What is larger is parsed in a thread: 2 ms on the event loop are spared, and a round trip is paid. */
const readHereBytes = 256 * 1024;

const sourceOf = ({ cache, reader }: Listings, { connection, address }: Speaking, freshness: Freshness) =>
  upstreamSource(cache, connection, address, freshness, reader === null ? undefined : readHereBytes);

async function make(
  listings: Listings,
  speaking: Speaking,
  name: PackageName,
  freshness: Freshness,
  before: Kept | undefined,
): Promise<Kept> {
  const { connection } = speaking;
  const usable = before?.usable ?? null;
  let source = sourceOf(listings, speaking, freshness);
  try {
    let index: Awaited<ReturnType<typeof speaking.dialect.readPackage>>;
    try {
      index = await speaking.dialect.readPackage(name, source);
    } catch (error) {
      if (!(error instanceof TooLargeHereError) || listings.reader === null) throw error;
      source = sourceOf({ ...listings, reader: null }, speaking, freshness);
      index = await listings.reader.read(speaking.format.id, name, source);
    }
    const listing = index === null ? null : listingOf(speaking, name, index);
    const { seen } = source;
    const made = { kind: 'listing', listing } as const;
    return { seen, source: sourceSeen(listings.cache, connection, seen, false), made, usable: listing };
  } catch (error) {
    if (source.failure() !== null) throw source.failure();
    const { seen } = source;
    await Promise.all(seen.map(({ url, accept }) => listings.cache.distrust(connection, url, accept)));
    const made = { kind: 'unusable', error: unusable(speaking, name, error) } as const;
    return { seen, source: sourceSeen(listings.cache, connection, seen, true), made, usable };
  }
}

async function read(
  listings: Listings,
  speaking: Speaking,
  name: PackageName,
  freshness: Freshness,
): Promise<FoundListing> {
  const { connection, format } = speaking;
  const key = JSON.stringify([connection.name, format.id, format.names.key(name)]);
  const before = listings.kept.get(key);
  const again = before === undefined ? null : await askAgain(listings.cache, connection, before.seen, freshness);
  if (before !== undefined && again !== null) return serve(listings, speaking, name, before, again.stale);
  const kept = await make(listings, speaking, name, freshness, before);
  const size = kept.seen.reduce((sum, { sizeBytes }) => sum + sizeBytes, overheadBytes);
  listings.kept.set(key, kept, { size });
  return serve(
    listings,
    speaking,
    name,
    kept,
    kept.seen.some(({ stale }) => stale),
  );
}

export function upstreamListings(cache: ReplyCache, log: EngineLog, reader: IndexReader | null): UpstreamListings {
  const flights = singleFlight<FoundListing>();
  const listings: Listings = { cache, log, reader, kept: new LRUCache({ maxSize: keptBytes }) };
  return {
    read(speaking, name, freshness) {
      const { connection, format } = speaking;
      const key = JSON.stringify([connection.name, format.id, format.names.key(name), freshness]);
      return flights.run(key, () => read(listings, speaking, name, freshness));
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { BlobMissingError, type BlobRef } from '../blobs/blob-store.ts';
import { singleFlight } from '../kernel/single-flight.ts';
import { readKnown } from '../kernel/streams.ts';
import { findReply, putReply, type ReplyBody, type StoredReply, touchReply } from '../metadata/upstream-replies.ts';
import type { ExternalConnection } from './connections.ts';
import type { EngineLog } from './engine-log.ts';
import { type Asked, documentsDomain, type RefreshDeps, refreshReply } from './refresh-reply.ts';
import { shownUrl, upstreamFailure } from './upstream-failure.ts';

const freshMilliseconds = 60_000;
const recentMilliseconds = 2_000;
const servedStaleMilliseconds = 600_000;
const shortestNegativeMilliseconds = 30_000;
const longestNegativeMilliseconds = 600_000;
const troubleMilliseconds = 15_000;
const logEveryMilliseconds = 60_000;

/**
 * How old an answer may be. `usual`: up to a minute, and up to ten while a newer one is fetched. `recent`: two seconds,
 * for a second look after a miss. `now`: the upstream is asked. An upstream that does not answer makes any of them stale.
 */
export type Freshness = 'usual' | 'recent' | 'now';

export interface CachedReply {
  readonly status: 200 | 404;
  /** After redirects. */
  readonly url: URL;
  readonly contentType: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 of the body; null for 404. */
  readonly digest: string | null;
  readonly sizeBytes: number;
  /** The upstream should have been asked again, and did not answer. */
  readonly stale: boolean;
  read(): Promise<Uint8Array>;
}

/** What upstreams answered, kept by connection, URL and Accept. */
export interface ReplyCache {
  get(connection: ExternalConnection, url: URL, accept: string, freshness: Freshness): Promise<CachedReply>;
  /** The document turned out to be of no use: the next question goes without its validators. */
  distrust(connection: ExternalConnection, url: URL, accept: string): Promise<void>;
  /** Resolves when no refresh is under way. */
  settled(): Promise<void>;
}

export interface ReplyCacheDeps extends RefreshDeps {
  readonly log: EngineLog;
  /** How long a caller waits for an upstream when there is something older to serve. */
  readonly patienceMilliseconds: number;
}

interface Cache extends ReplyCacheDeps {
  refresh(asked: Asked, bodyIsGone?: boolean): Promise<StoredReply>;
  addressChangedAt(connection: ExternalConnection): Promise<number>;
  /** Connection name to the time until which nobody waits for it. */
  readonly trouble: Map<string, number>;
  readonly loggedAt: Map<string, number>;
}

const timeOf = ({ clock }: RefreshDeps): number => clock.now().getTime();

/** A 404 is believed as long as it has lasted, within limits: the waits double. */
const negativeMilliseconds = ({ checkedAt, fetchedAt }: StoredReply): number =>
  Math.min(longestNegativeMilliseconds, Math.max(shortestNegativeMilliseconds, checkedAt - fetchedAt));

function isFresh(reply: StoredReply, ageMilliseconds: number, freshness: Freshness): boolean {
  if (freshness === 'now') return false;
  if (reply.status === 404) return ageMilliseconds < negativeMilliseconds(reply);
  return ageMilliseconds < (freshness === 'usual' ? freshMilliseconds : recentMilliseconds);
}

const blobOf = ({ location, wrappedKey, sizeBytes }: ReplyBody): BlobRef => ({
  domainId: documentsDomain,
  location,
  wrappedKey,
  sizeBytes,
});

/** A body that is gone was replaced since the row was read, or lost: then the upstream has it. */
async function readBody(cache: Cache, asked: Asked, body: ReplyBody): Promise<Uint8Array> {
  const read = (from: ReplyBody): Promise<Uint8Array> => readKnown(cache.blobs.open(blobOf(from)), from.sizeBytes);
  try {
    return await read(body);
  } catch (error) {
    if (!(error instanceof BlobMissingError)) throw error;
    const now = await findReply(cache.database.reader, asked.key);
    const replaced = now?.body != null && now.body.location !== body.location;
    const { body: newer } = replaced ? now : await cache.refresh(asked, true);
    if (newer === null) throw upstreamFailure(asked.connection, asked.url, 'it has it no more');
    return read(newer);
  }
}

const cachedReply = (cache: Cache, asked: Asked, reply: StoredReply, stale: boolean): CachedReply => ({
  status: reply.status,
  url: new URL(reply.finalUrl),
  contentType: reply.contentType,
  etag: reply.etag,
  lastModified: reply.lastModified,
  digest: reply.body?.digest ?? null,
  sizeBytes: reply.body?.sizeBytes ?? 0,
  stale,
  read: async () => (reply.body === null ? new Uint8Array() : readBody(cache, asked, reply.body)),
});

/** Logs what an upstream's silence costs, once a minute for each connection. */
function noteTrouble(cache: Cache, { connection, url }: Asked, cause: unknown): void {
  const now = timeOf(cache);
  cache.trouble.set(connection.name, now + troubleMilliseconds);
  if (now - (cache.loggedAt.get(connection.name) ?? Number.NEGATIVE_INFINITY) < logEveryMilliseconds) return;
  cache.loggedAt.set(connection.name, now);
  const reason = cause instanceof Error ? cause.message : 'no answer in time';
  const fields = { connection: connection.name, url: shownUrl(url), reason };
  cache.log.warn(fields, `The external connection '${connection.name}' does not answer; older answers are served.`);
}

/** The upstream's answer if it comes in time, else what is stored, marked as stale. */
async function newer(cache: Cache, asked: Asked, stored: StoredReply, freshness: Freshness): Promise<CachedReply> {
  const flight = cache.refresh(asked).then(
    (reply) => ({ reply }),
    (cause: unknown) => ({ cause }),
  );
  const inTrouble = (cache.trouble.get(asked.connection.name) ?? 0) > timeOf(cache);
  const patience = inTrouble && freshness === 'usual' ? 0 : cache.patienceMilliseconds;
  const tired = new AbortController();
  const outcome = await Promise.race([
    flight,
    sleep(patience, { cause: null }, { signal: tired.signal }).catch(() => ({ cause: null })),
  ]);
  tired.abort();
  if ('reply' in outcome) return cachedReply(cache, asked, outcome.reply, false);
  noteTrouble(cache, asked, outcome.cause);
  return cachedReply(cache, asked, stored, true);
}

async function get(cache: Cache, asked: Asked, freshness: Freshness): Promise<CachedReply> {
  const { connection, key } = asked;
  const changedAt = await cache.addressChangedAt(connection);
  const stored = await findReply(cache.database.reader, key);
  if (stored === null) return cachedReply(cache, asked, await cache.refresh(asked), false);
  const age = stored.checkedAt < changedAt ? Number.POSITIVE_INFINITY : timeOf(cache) - stored.checkedAt;
  if (isFresh(stored, age, freshness)) return cachedReply(cache, asked, stored, false);
  if (stored.status === 200 && freshness === 'usual' && age < servedStaleMilliseconds) {
    cache.refresh(asked).catch((cause: unknown) => noteTrouble(cache, asked, cause));
    return cachedReply(cache, asked, stored, (cache.trouble.get(connection.name) ?? 0) > timeOf(cache));
  }
  return newer(cache, asked, stored, freshness);
}

/** Keyed by the connection's name, so that another address makes its answers old, not gone. */
function askedOf(connection: ExternalConnection, url: URL, accept: string): Asked {
  const base = connection.url?.href;
  const relative = base !== undefined && url.href.startsWith(base) ? url.href.slice(base.length) : url.href;
  return { connection, url, accept, key: { connection: connection.name, url: relative, accept } };
}

/** Since when the connection has its address; kept in a row of its own, which no request can ask for. */
async function readAddressChange({ database, clock }: RefreshDeps, { name, url }: ExternalConnection): Promise<number> {
  const key = { connection: name, url: '', accept: '#address' };
  const known = await findReply(database.reader, key);
  if (known !== null && known.finalUrl === url?.href) return known.fetchedAt;
  const now = clock.now().getTime();
  await database.write(putReply, {
    ...key,
    ...{ status: 404, contentType: '', body: null, etag: null, lastModified: null },
    finalUrl: url?.href ?? '',
    checkedAt: now,
    fetchedAt: now,
  });
  return now;
}

export function replyCache(deps: ReplyCacheDeps): ReplyCache {
  const flights = singleFlight<StoredReply>();
  const underway = new Set<Promise<unknown>>();
  const addresses = new Map<string, Promise<number>>();
  const cache: Cache = {
    ...deps,
    trouble: new Map(),
    loggedAt: new Map(),
    addressChangedAt(connection) {
      const known = addresses.get(connection.name) ?? readAddressChange(deps, connection);
      addresses.set(connection.name, known);
      known.catch(() => addresses.delete(connection.name));
      return known;
    },
    refresh(asked, bodyIsGone = false) {
      const { connection, key } = asked;
      const flight = flights.run(JSON.stringify([key.connection, key.url, key.accept, bodyIsGone]), async () => {
        const changedAt = await cache.addressChangedAt(connection);
        const reply = await refreshReply(deps, asked, ({ checkedAt }) => !bodyIsGone && checkedAt >= changedAt);
        cache.trouble.delete(connection.name);
        return reply;
      });
      const noted = flight.catch(() => {}).finally(() => underway.delete(noted));
      underway.add(noted);
      return flight;
    },
  };
  return {
    get: (connection, url, accept, freshness) => get(cache, askedOf(connection, url, accept), freshness),
    async distrust(connection, url, accept) {
      const { key } = askedOf(connection, url, accept);
      const stored = await findReply(deps.database.reader, key);
      if (stored === null) return;
      const { checkedAt, fetchedAt } = stored;
      await deps.database.write(touchReply, { ...key, etag: null, lastModified: null, checkedAt, fetchedAt });
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

import type { BlobStore } from '../blobs/blob-store.ts';
import type { Clock } from '../kernel/clock.ts';
import { limits } from '../kernel/limits.ts';
import type { Database } from '../metadata/database.ts';
import {
  findReply,
  putReply,
  type ReplyBody,
  type ReplyKey,
  type StoredReply,
  touchReply,
} from '../metadata/upstream-replies.ts';
import type { ExternalConnection } from './connections.ts';
import { bodySample, implausible } from './implausible-body.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { OriginDocument, UpstreamRequests } from './upstream-requests.ts';

export interface RefreshDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly requests: UpstreamRequests;
  readonly clock: Clock;
}

/** One thing to ask of one connection. */
export interface Asked {
  readonly connection: ExternalConnection;
  readonly url: URL;
  readonly accept: string;
  readonly key: ReplyKey;
}

/** Upstream documents belong to the installation, not to a domain. */
export const documentsDomain = 0;

/** Validators that always say "unchanged" are believed for this long; then the whole document is fetched once. */
const trustMilliseconds = 24 * 3600 * 1000;

const validatorsOf = (headers: ReadonlyMap<string, string>) => ({
  etag: headers.get('etag') ?? null,
  lastModified: headers.get('last-modified') ?? null,
});

async function replace(deps: RefreshDeps, reply: StoredReply): Promise<StoredReply> {
  const { unused } = await deps.database.write(putReply, reply);
  // Whoever has the old body open keeps it; whoever comes too late reads the row again.
  if (unused !== null) await deps.blobs.remove(unused);
  return reply;
}

async function confirm(deps: RefreshDeps, held: StoredReply, change: Partial<StoredReply>): Promise<StoredReply> {
  const reply = { ...held, ...change };
  const { connection, url, accept, etag, lastModified, checkedAt, fetchedAt } = reply;
  await deps.database.write(touchReply, { connection, url, accept, etag, lastModified, checkedAt, fetchedAt });
  return reply;
}

/** Takes in a whole document. One that is byte for byte what is held counts as unchanged: the validator of last resort. */
async function takeIn(
  deps: RefreshDeps,
  asked: Asked,
  document: OriginDocument,
  held: StoredReply | null,
): Promise<StoredReply> {
  const { connection, url, accept, key } = asked;
  const sample = bodySample();
  const file = await deps.blobs.stage(documentsDomain, sample.tap(document.body), {
    maxBytes: limits.upstreamDocumentBytes,
  });
  const contentType = document.headers.get('content-type') ?? 'application/octet-stream';
  const problem = implausible(accept, contentType, sample);
  const now = deps.clock.now().getTime();
  const answer = { ...validatorsOf(document.headers), checkedAt: now, fetchedAt: now };
  if (problem !== null || held?.body?.digest === file.digests.sha256) {
    await file.discard();
    if (problem !== null) throw upstreamFailure(connection, url, problem);
    if (held !== null) return confirm(deps, held, answer);
  }
  const { sizeBytes, digests } = file;
  const body: ReplyBody = { ...(await file.commit()), sizeBytes, digest: digests.sha256 };
  return replace(deps, { ...key, ...answer, status: 200, contentType, finalUrl: document.url.href, body });
}

/** Asks with the validators of what is held, and without them where an upstream answers "unchanged" to nobody. */
async function ask(
  { requests, clock }: RefreshDeps,
  { connection, url, accept }: Asked,
  held: StoredReply | null,
): Promise<OriginDocument> {
  const hasValidators = held !== null && (held.etag !== null || held.lastModified !== null);
  const trusted = hasValidators && clock.now().getTime() - held.fetchedAt < trustMilliseconds;
  const document = await requests.fetchDocument(connection, url, { accept, ...(trusted ? { validators: held } : {}) });
  if (document.status !== 304 || trusted) return document;
  const again = await requests.fetchDocument(connection, url, { accept, noCache: true });
  if (again.status === 304) throw upstreamFailure(connection, url, 'it answers 304 to a question without validators');
  return again;
}

/**
 * Asks the upstream and keeps what it says. `usable`: what is stored came from this address and its body is there.
 * Rejects when the upstream is out of order or sends something implausible; what was stored then stays.
 */
export async function refreshReply(
  deps: RefreshDeps,
  asked: Asked,
  usable: (reply: StoredReply) => boolean,
): Promise<StoredReply> {
  const row = await findReply(deps.database.reader, asked.key);
  const known = row !== null && usable(row) ? row : null;
  const held = known?.body == null ? null : known;
  const document = await ask(deps, asked, held);
  const now = deps.clock.now().getTime();
  if (document.status === 200) return takeIn(deps, asked, document, held);
  if (document.status === 304 && held !== null) {
    const { etag, lastModified } = validatorsOf(document.headers);
    return confirm(deps, held, {
      etag: etag ?? held.etag,
      lastModified: lastModified ?? held.lastModified,
      checkedAt: now,
    });
  }
  return replace(deps, {
    ...asked.key,
    ...{ status: 404, contentType: '', finalUrl: document.url.href, body: null, etag: null, lastModified: null },
    checkedAt: now,
    fetchedAt: known?.status === 404 ? known.fetchedAt : now,
  });
}

import type { WriteOperation } from './database.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db, UpstreamRepliesTable } from './schema.ts';
import { markSwept, refuseSwept } from './swept-locations.ts';

/** What was asked of an upstream. `url` is relative to the connection's address where it is below it. */
export interface ReplyKey {
  readonly connection: string;
  readonly url: string;
  readonly accept: string;
}

export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** Where the body is in the blob store, in domain 0. */
export interface ReplyBody {
  readonly location: string;
  readonly wrappedKey: Uint8Array | null;
  readonly sizeBytes: number;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
}

/** What an upstream answered. Times are milliseconds. */
export interface StoredReply extends ReplyKey, Validators {
  readonly status: 200 | 404;
  readonly contentType: string;
  readonly finalUrl: string;
  /** null exactly for status 404. */
  readonly body: ReplyBody | null;
  readonly checkedAt: number;
  /** When the body was last received whole; of a 404, since when it is one. */
  readonly fetchedAt: number;
}

function bodyOf({ location, digest, wrapped_key, size_bytes }: UpstreamRepliesTable): ReplyBody | null {
  if (location === null || digest === null) return null;
  return { location, wrappedKey: wrapped_key, sizeBytes: size_bytes, digest: Buffer.from(digest).toString('hex') };
}

const replyByKey = prepareQuery((db, key: Placeholders<ReplyKey>) =>
  db
    .selectFrom('upstream_replies')
    .selectAll()
    .where('connection', '=', key.connection)
    .where('url', '=', key.url)
    .where('accept', '=', key.accept),
);

export async function findReply(db: Db, key: ReplyKey): Promise<StoredReply | null> {
  const { connection, url, accept } = key;
  const row = await replyByKey.first(db, { connection, url, accept });
  if (row === undefined) return null;
  return {
    connection: row.connection,
    url: row.url,
    accept: row.accept,
    status: row.status === 200 ? 200 : 404,
    etag: row.etag,
    lastModified: row.last_modified,
    contentType: row.content_type,
    finalUrl: row.final_url,
    body: bodyOf(row),
    checkedAt: row.checked_at,
    fetchedAt: row.fetched_at,
  };
}

const deleteByKey = prepareQuery((db, key: Placeholders<ReplyKey>) =>
  db
    .deleteFrom('upstream_replies')
    .where('connection', '=', key.connection)
    .where('url', '=', key.url)
    .where('accept', '=', key.accept)
    .returning('location'),
);

const insertReply = prepareQuery((db, row: Placeholders<UpstreamRepliesTable>) =>
  db.insertInto('upstream_replies').values(row),
);

/** Replaces what was known. `unused` is the location of the body before, which no row names any more. */
export const putReply: WriteOperation<StoredReply, { readonly unused: string | null }> = {
  name: 'put-upstream-reply',
  async run(tx, reply) {
    const { connection, url, accept, body } = reply;
    if (body !== null) await refuseSwept(tx, body.location);
    const before = await deleteByKey.first(tx, { connection, url, accept });
    await insertReply.all(tx, {
      connection,
      url,
      accept,
      status: reply.status,
      etag: reply.etag,
      last_modified: reply.lastModified,
      digest: body === null ? null : Buffer.from(body.digest, 'hex'),
      content_type: reply.contentType,
      final_url: reply.finalUrl,
      location: body?.location ?? null,
      wrapped_key: body?.wrappedKey ?? null,
      size_bytes: body?.sizeBytes ?? 0,
      checked_at: reply.checkedAt,
      fetched_at: reply.fetchedAt,
    });
    const location = before?.location ?? null;
    return { unused: location === body?.location ? null : location };
  },
};

export interface TouchReply extends ReplyKey, Validators {
  readonly checkedAt: number;
  readonly fetchedAt: number;
}

const confirmReply = prepareQuery((db, args: Placeholders<TouchReply>) =>
  db
    .updateTable('upstream_replies')
    .set({
      etag: args.etag,
      last_modified: args.lastModified,
      checked_at: args.checkedAt,
      fetched_at: args.fetchedAt,
    })
    .where('connection', '=', args.connection)
    .where('url', '=', args.url)
    .where('accept', '=', args.accept),
);

/** The upstream confirmed what is known. */
export const touchReply: WriteOperation<TouchReply, void> = {
  name: 'touch-upstream-reply',
  async run(tx, touched) {
    await confirmReply.all(tx, touched);
  },
};

/** Bodies of every connection, in the order of their locations from the one after `after` on. */
export async function listReplyBodies(db: Db, after: string, limit: number): Promise<(ReplyKey & ReplyBody)[]> {
  const rows = await db
    .selectFrom('upstream_replies')
    .selectAll()
    .where('location', 'is not', null)
    .where('location', '>', after)
    .orderBy('location')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => {
    const body = bodyOf(row);
    return body === null ? [] : [{ connection: row.connection, url: row.url, accept: row.accept, ...body }];
  });
}

/** Forgets an answer whose body is at this location: the upstream is asked anew. */
export const dropReply: WriteOperation<ReplyKey & { readonly location: string; readonly now: number }, void> = {
  name: 'drop-upstream-reply',
  async run(tx, { connection, url, accept, location, now }) {
    const { numDeletedRows } = await tx
      .deleteFrom('upstream_replies')
      .where('connection', '=', connection)
      .where('url', '=', url)
      .where('accept', '=', accept)
      .where('location', '=', location)
      .executeTakeFirst();
    if (numDeletedRows > 0n) await markSwept(tx, [location], now);
  },
};

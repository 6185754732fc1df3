import type { WriteOperation } from './database.ts';
import type { Db } from './schema.ts';
import { markSwept } from './swept-locations.ts';
import { addToDomainSize } from './use-blob.ts';

export interface SweptBlob {
  readonly location: string;
  readonly sizeBytes: number;
}

export interface ForgetBlobs {
  /** Milliseconds: only blobs that nothing has named since then. */
  readonly before: number;
  readonly limit: number;
  readonly now: number;
}

/** A mark on a blob that an asset names is a mistake of the past: it goes, or the mark would lead here for ever. */
async function unmarkNamed(tx: Db, ids: readonly number[]): Promise<void> {
  const rows = await tx
    .updateTable('blobs')
    .set({ unreferenced_since: null })
    .where('id', 'in', ids)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('content_assets').select('content_id').whereRef('content_assets.blob_id', '=', 'blobs.id').limit(1),
      ),
    )
    .returning(['domain_id', 'size_bytes'])
    .execute();
  for (const { domain_id, size_bytes } of rows) await addToDomainSize(tx, domain_id, size_bytes);
}

/**
 * Forgets blobs that are named by nothing, the longest unnamed ones first; answers where their files are, which may be
 * removed from now on. Looks at the names again in this transaction, whatever the mark says.
 */
export const forgetBlobs: WriteOperation<ForgetBlobs, readonly SweptBlob[]> = {
  name: 'forget-blobs',
  async run(tx, { before, limit, now }) {
    const marked = await tx
      .selectFrom('blobs')
      .select('id')
      .where('unreferenced_since', 'is not', null)
      .where('unreferenced_since', '<', before)
      .orderBy('unreferenced_since')
      .limit(limit)
      .execute();
    if (marked.length === 0) return [];
    const ids = marked.map(({ id }) => id);
    await unmarkNamed(tx, ids);
    const forgotten = await tx
      .deleteFrom('blobs')
      .where('id', 'in', ids)
      .where('unreferenced_since', 'is not', null)
      .returning(['location', 'size_bytes'])
      .execute();
    const locations = forgotten.map(({ location }) => location);
    await markSwept(tx, locations, now);
    return forgotten.map(({ location, size_bytes }) => ({ location, sizeBytes: size_bytes }));
  },
};

/** Those of the locations that no row names. */
export async function findUnnamed(db: Db, locations: readonly string[]): Promise<readonly string[]> {
  if (locations.length === 0) return [];
  const named = await Promise.all([
    db.selectFrom('blobs').select('location').where('location', 'in', locations).execute(),
    db.selectFrom('upstream_replies').select('location').where('location', 'in', locations).execute(),
  ]);
  const known = new Set(named.flat().map(({ location }) => location));
  return locations.filter((location) => !known.has(location));
}

/** Those of the locations that no row names, nor will from now on: their files may be removed. */
export const sweepLocations: WriteOperation<
  { readonly locations: readonly string[]; readonly now: number },
  readonly string[]
> = {
  name: 'sweep-locations',
  async run(tx, { locations, now }) {
    const unnamed = await findUnnamed(tx, locations);
    await markSwept(tx, unnamed, now);
    return unnamed;
  },
};

/** Forgets which locations were swept before that time: whoever could still name one has long ended. */
export const dropSweptLocations: WriteOperation<{ readonly before: number }, void> = {
  name: 'drop-swept-locations',
  async run(tx, { before }) {
    await tx
      .deleteFrom('swept_locations')
      .where('location', 'in', (from) =>
        from.selectFrom('swept_locations').select('location').where('swept_at', '<', before).limit(10_000),
      )
      .execute();
  },
};

/** How many blobs, of how many bytes, nothing has named since `before` (milliseconds). */
export async function countForgettable(
  db: Db,
  before: number,
): Promise<{ readonly blobs: number; readonly sizeBytes: number }> {
  const row = await db
    .selectFrom('blobs')
    .select(({ fn }) => [fn.countAll<number>().as('blobs'), fn.sum<number | null>('size_bytes').as('size_bytes')])
    .where('unreferenced_since', 'is not', null)
    .where('unreferenced_since', '<', before)
    .executeTakeFirstOrThrow();
  return { blobs: Number(row.blobs), sizeBytes: Number(row.size_bytes ?? 0) };
}

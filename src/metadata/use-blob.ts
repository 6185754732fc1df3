import { sql } from 'kysely';
import { RegistryError } from '../kernel/errors.ts';
import type { BlobLocation } from '../model/blob.ts';
import type { Digests } from '../model/digests.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { BlobsTable, Db } from './schema.ts';
import { refuseSwept } from './swept-locations.ts';

/** Bytes that were committed to the blob store and wait for their row. */
export interface NewBlob extends BlobLocation {
  readonly sizeBytes: number;
  readonly digests: Digests;
  /** Milliseconds. */
  readonly stagedAt: number;
}

/** A writer that paused longer must not name its file: the sweeper remembers for two days which files it has taken. */
const stagedTrustMilliseconds = 12 * 3600 * 1000;

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const growDomain = prepareQuery((db, { domainId, sizeBytes }: Placeholders<{ domainId: number; sizeBytes: number }>) =>
  db
    .updateTable('domains')
    .set({ asset_size_bytes: sql<number>`asset_size_bytes + ${sizeBytes}` })
    .where('id', '=', domainId),
);

export async function addToDomainSize(tx: Db, domainId: number, sizeBytes: number): Promise<void> {
  await growDomain.all(tx, { domainId, sizeBytes });
}

const holdBlob = prepareQuery((db, { id }: Placeholders<{ id: number }>) =>
  db.updateTable('blobs').set({ unreferenced_since: null }).where('id', '=', id),
);

const blobsById = prepareQuery((db, { ids }: Placeholders<{ ids: readonly number[] }>) =>
  db.selectFrom('blobs').select(['id', 'domain_id', 'size_bytes', 'unreferenced_since']).where('id', 'in', ids),
);

/** Blobs that the domain has go on being named; false when one of them was forgotten meanwhile. */
export async function holdBlobs(tx: Db, ids: readonly number[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const rows = await blobsById.all(tx, { ids });
  for (const { id, domain_id, size_bytes, unreferenced_since } of rows) {
    if (unreferenced_since === null) continue;
    await holdBlob.all(tx, { id });
    await addToDomainSize(tx, domain_id, size_bytes);
  }
  return rows.length === new Set(ids).size;
}

const blobBySha256 = prepareQuery((db, args: Placeholders<{ domainId: number; sha256: Uint8Array }>) =>
  db
    .selectFrom('blobs')
    .select(['id', 'location', 'unreferenced_since'])
    .where('domain_id', '=', args.domainId)
    .where('sha256', '=', args.sha256),
);

const insertBlob = prepareQuery((db, row: Placeholders<Omit<BlobsTable, 'id'>>) =>
  db.insertInto('blobs').values(row).returning('id'),
);

/**
 * The id of the domain's row for these bytes, referenced from now on. Equal bytes are kept once: when the domain has
 * them already, the file at `blob.location` is nobody's and `unused` names it.
 */
export async function useBlob(
  tx: Db,
  domainId: number,
  blob: NewBlob,
): Promise<{ readonly id: number; readonly unused: string | null }> {
  // The time of this transaction, which no request that began long ago knows.
  if (Date.now() - blob.stagedAt > stagedTrustMilliseconds)
    throw new RegistryError(
      'InternalServer',
      'The upload took longer than 12 hours from its bytes to its record; send it again.',
    );
  const known = await blobBySha256.first(tx, { domainId, sha256: bytes(blob.digests.sha256) });
  if (known !== undefined) {
    if (known.unreferenced_since !== null) {
      await holdBlob.all(tx, { id: known.id });
      await addToDomainSize(tx, domainId, blob.sizeBytes);
    }
    return { id: known.id, unused: known.location === blob.location ? null : blob.location };
  }
  await refuseSwept(tx, blob.location);
  const { id } = await insertBlob.one(tx, {
    domain_id: domainId,
    sha256: bytes(blob.digests.sha256),
    md5: bytes(blob.digests.md5),
    sha1: bytes(blob.digests.sha1),
    sha512: bytes(blob.digests.sha512),
    size_bytes: blob.sizeBytes,
    location: blob.location,
    wrapped_key: blob.wrappedKey,
    unreferenced_since: null,
  });
  await addToDomainSize(tx, domainId, blob.sizeBytes);
  return { id, unused: null };
}

import { sql } from 'kysely';
import type { BlobLocation } from '../blobs/blob-store.ts';
import { RegistryError } from '../kernel/errors.ts';
import type { Digests } from '../model/digests.ts';
import type { Db } from './schema.ts';

/** Bytes that were committed to the blob store and wait for their row. */
export interface NewBlob extends BlobLocation {
  readonly sizeBytes: number;
  readonly digests: Digests;
  /** Milliseconds. */
  readonly stagedAt: number;
}

/** The sweeper takes files without a row after twice this time, so a writer that paused longer must not name one. */
export const stagedTrustMilliseconds = 12 * 3600 * 1000;

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

export async function addToDomainSize(tx: Db, domainId: number, sizeBytes: number): Promise<void> {
  await tx
    .updateTable('domains')
    .set({ asset_size_bytes: sql`asset_size_bytes + ${sizeBytes}` })
    .where('id', '=', domainId)
    .execute();
}

/**
 * The id of the domain's row for these bytes, referenced from now on. Equal bytes are kept once: when the domain has
 * them already, the file at `blob.location` is nobody's and `unused` names it.
 */
export async function useBlob(
  tx: Db,
  domainId: number,
  blob: NewBlob,
  now: number,
): Promise<{ readonly id: number; readonly unused: string | null }> {
  if (now - blob.stagedAt > stagedTrustMilliseconds)
    throw new RegistryError(
      'InternalServer',
      'The upload took longer than 12 hours from its bytes to its record; send it again.',
    );
  const known = await tx
    .selectFrom('blobs')
    .select(['id', 'location', 'unreferenced_since'])
    .where('domain_id', '=', domainId)
    .where('sha256', '=', bytes(blob.digests.sha256))
    .executeTakeFirst();
  if (known !== undefined) {
    if (known.unreferenced_since !== null) {
      await tx.updateTable('blobs').set({ unreferenced_since: null }).where('id', '=', known.id).execute();
      await addToDomainSize(tx, domainId, blob.sizeBytes);
    }
    return { id: known.id, unused: known.location === blob.location ? null : blob.location };
  }
  const { id } = await tx
    .insertInto('blobs')
    .values({
      domain_id: domainId,
      sha256: bytes(blob.digests.sha256),
      md5: bytes(blob.digests.md5),
      sha1: bytes(blob.digests.sha1),
      sha512: bytes(blob.digests.sha512),
      size_bytes: blob.sizeBytes,
      location: blob.location,
      wrapped_key: blob.wrappedKey,
      unreferenced_since: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await addToDomainSize(tx, domainId, blob.sizeBytes);
  return { id, unused: null };
}

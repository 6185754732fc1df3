import type { Db } from './schema.ts';
import { addToDomainSize } from './use-blob.ts';

async function releaseBlob(tx: Db, id: number, now: number): Promise<void> {
  const used = await tx.selectFrom('content_assets').select('content_id').where('blob_id', '=', id).limit(1).execute();
  if (used.length > 0) return;
  const blob = await tx
    .updateTable('blobs')
    .set({ unreferenced_since: now })
    .where('id', '=', id)
    .where('unreferenced_since', 'is', null)
    .returning(['domain_id', 'size_bytes'])
    .executeTakeFirst();
  if (blob !== undefined) await addToDomainSize(tx, blob.domain_id, -blob.size_bytes);
}

async function releaseContent(tx: Db, id: number, now: number): Promise<void> {
  const used = await tx.selectFrom('package_versions').select('key').where('content_id', '=', id).limit(1).execute();
  if (used.length > 0) return;
  const assets = await tx.deleteFrom('content_assets').where('content_id', '=', id).returning('blob_id').execute();
  const content = await tx.deleteFrom('contents').where('id', '=', id).returning('facts_id').executeTakeFirst();
  if (content !== undefined) {
    const sharing = await tx
      .selectFrom('contents')
      .select('id')
      .where('facts_id', '=', content.facts_id)
      .limit(1)
      .execute();
    if (sharing.length === 0) await tx.deleteFrom('facts').where('id', '=', content.facts_id).execute();
  }
  for (const blobId of new Set(assets.map(({ blob_id }) => blob_id)))
    if (blobId !== null) await releaseBlob(tx, blobId, now);
}

/**
 * To be called after versions stopped naming these contents: what no version names any more goes, and blobs that no
 * asset names are marked for the sweeper.
 */
export async function releaseContents(tx: Db, contentIds: readonly number[], now: number): Promise<void> {
  for (const id of new Set(contentIds)) await releaseContent(tx, id, now);
}

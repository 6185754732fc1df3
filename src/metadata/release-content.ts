import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';
import { addToDomainSize } from './use-blob.ts';

type Id = Placeholders<{ id: number }>;

const assetWithBlob = prepareQuery((db, { id }: Id) =>
  db.selectFrom('content_assets').select('content_id').where('blob_id', '=', id).limit(1),
);

const versionWithContent = prepareQuery((db, { id }: Id) =>
  db.selectFrom('package_versions').select('key').where('content_id', '=', id).limit(1),
);

const contentWithFacts = prepareQuery((db, { id }: Id) =>
  db.selectFrom('contents').select('id').where('facts_id', '=', id).limit(1),
);

/** No row: it was marked before. */
const markBlob = prepareQuery((db, { id, now }: Placeholders<{ id: number; now: number }>) =>
  db
    .updateTable('blobs')
    .set({ unreferenced_since: now })
    .where('id', '=', id)
    .where('unreferenced_since', 'is', null)
    .returning(['domain_id', 'size_bytes']),
);

const deleteAssets = prepareQuery((db, { id }: Id) =>
  db.deleteFrom('content_assets').where('content_id', '=', id).returning('blob_id'),
);

const deleteContent = prepareQuery((db, { id }: Id) =>
  db.deleteFrom('contents').where('id', '=', id).returning('facts_id'),
);

const deleteFacts = prepareQuery((db, { id }: Id) => db.deleteFrom('facts').where('id', '=', id));

async function releaseBlob(tx: Db, id: number, now: number): Promise<void> {
  if ((await assetWithBlob.first(tx, { id })) !== undefined) return;
  const blob = await markBlob.first(tx, { id, now });
  if (blob !== undefined) await addToDomainSize(tx, blob.domain_id, -blob.size_bytes);
}

async function releaseContent(tx: Db, id: number, now: number): Promise<void> {
  if ((await versionWithContent.first(tx, { id })) !== undefined) return;
  const assets = await deleteAssets.all(tx, { id });
  const content = await deleteContent.first(tx, { id });
  if (content !== undefined && (await contentWithFacts.first(tx, { id: content.facts_id })) === undefined)
    await deleteFacts.all(tx, { id: content.facts_id });
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

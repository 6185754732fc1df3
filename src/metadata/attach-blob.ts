import { notFound } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import { type NewBlob, useBlob } from './use-blob.ts';

/** The bytes of an asset that a kept version had by name only. */
export interface AttachBlob {
  readonly domainId: number;
  readonly contentId: number;
  readonly asset: string;
  readonly blob: NewBlob;
}

const blobOfAsset = prepareQuery((db, args: Placeholders<{ contentId: number; asset: string }>) =>
  db
    .selectFrom('content_assets')
    .select('blob_id')
    .where('content_id', '=', args.contentId)
    .where('name', '=', args.asset),
);

const setBlob = prepareQuery((db, args: Placeholders<{ contentId: number; asset: string; blobId: number }>) =>
  db
    .updateTable('content_assets')
    .set({ blob_id: args.blobId })
    .where('content_id', '=', args.contentId)
    .where('name', '=', args.asset),
);

/** Every repository that keeps the content sees the bytes at once; the revision stays, since it named their digest. */
export const attachBlob: WriteOperation<AttachBlob, { readonly unused: readonly string[] }> = {
  name: 'attach-blob',
  async run(tx, { domainId, contentId, asset, blob }) {
    const row = await blobOfAsset.first(tx, { contentId, asset });
    if (row === undefined) throw notFound({ type: 'asset', id: asset });
    if (row.blob_id !== null) return { unused: [blob.location] };
    const { id, unused } = await useBlob(tx, domainId, blob);
    await setBlob.all(tx, { contentId, asset, blobId: id });
    return { unused: unused === null ? [] : [unused] };
  },
};

import { notFound } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { type NewBlob, useBlob } from './use-blob.ts';

/** The bytes of an asset that a kept version had by name only. */
export interface AttachBlob {
  readonly domainId: number;
  readonly contentId: number;
  readonly asset: string;
  readonly blob: NewBlob;
}

/** Every repository that keeps the content sees the bytes at once; the revision stays, since it named their digest. */
export const attachBlob: WriteOperation<AttachBlob, { readonly unused: readonly string[] }> = {
  name: 'attach-blob',
  async run(tx, { domainId, contentId, asset, blob }) {
    const row = await tx
      .selectFrom('content_assets')
      .select('blob_id')
      .where('content_id', '=', contentId)
      .where('name', '=', asset)
      .executeTakeFirst();
    if (row === undefined) throw notFound({ type: 'asset', id: asset });
    if (row.blob_id !== null) return { unused: [blob.location] };
    const { id, unused } = await useBlob(tx, domainId, blob);
    await tx
      .updateTable('content_assets')
      .set({ blob_id: id })
      .where('content_id', '=', contentId)
      .where('name', '=', asset)
      .execute();
    return { unused: unused === null ? [] : [unused] };
  },
};

import type { BlobLocation } from '../model/blob.ts';
import type { WriteOperation } from './database.ts';
import { markSwept, refuseSwept } from './swept-locations.ts';

export interface ReplaceBlobFile {
  readonly blobId: number;
  /** The location of the file that is of no use any more. */
  readonly from: string;
  /** Where the same plain bytes are. */
  readonly to: BlobLocation;
  readonly now: number;
}

/** Whether the blob is read from its new file from now on; if so, nothing names the old one any more, nor ever will. */
export const replaceBlobFile: WriteOperation<ReplaceBlobFile, boolean> = {
  name: 'replace-blob-file',
  async run(tx, { blobId, from, to, now }) {
    await refuseSwept(tx, to.location);
    const { numUpdatedRows } = await tx
      .updateTable('blobs')
      .set({ location: to.location, wrapped_key: to.wrappedKey })
      .where('id', '=', blobId)
      .where('location', '=', from)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await markSwept(tx, [from], now);
    return true;
  },
};

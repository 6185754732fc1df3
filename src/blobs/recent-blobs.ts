import { LRUCache } from 'lru-cache';
import type { BlobRef } from './blob-store.ts';

/** Small blobs that were read lately, as plain bytes. */
export interface RecentBlobs {
  read(blob: BlobRef): Buffer | Promise<Buffer>;
  forget(location: string): void;
}

/**
 * Keeps up to `budgetBytes` of what `load` answers. A location never gets other bytes, so nothing here grows stale. A
 * blob larger than an eighth of the budget is not kept: it would push out too many.
 */
export function createRecentBlobs(budgetBytes: number, load: (blob: BlobRef) => Promise<Buffer>): RecentBlobs {
  // A few hundred bytes of bookkeeping count too, else tiny blobs would cost more than the budget says.
  const entryBytes = 512;
  const kept =
    budgetBytes === 0
      ? null
      : new LRUCache<string, Buffer>({
          maxSize: budgetBytes,
          maxEntrySize: Math.max(1, Math.floor(budgetBytes / 8)),
          sizeCalculation: (bytes) => bytes.length + entryBytes,
        });
  return {
    read(blob) {
      const found = kept?.get(blob.location);
      if (found !== undefined && found.length === blob.sizeBytes) return found;
      return load(blob).then((bytes) => {
        kept?.set(blob.location, bytes);
        return bytes;
      });
    },
    forget(location) {
      kept?.delete(location);
    },
  };
}

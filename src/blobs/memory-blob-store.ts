import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { digestsOf } from '../model/digests.ts';
import { formatLocation, parseLocation, slotAt, slotEnd } from './blob-location.ts';
import { BlobMissingError, type BlobRef, type BlobStore, smallBlobBytes } from './blob-store.ts';
import { checkDigests, checkSize } from './check-staged.ts';
import { chunksOf } from './chunks-of.ts';
import { openWhole } from './open-range.ts';

/** Blobs that end with the process. */
export function createMemoryBlobStore({ clock }: { readonly clock: Clock }): BlobStore {
  const blobs = new Map<string, Buffer>();
  const find = ({ location }: BlobRef): Buffer => {
    const bytes = blobs.get(location);
    if (bytes === undefined) throw new BlobMissingError(location);
    return bytes;
  };

  return {
    async stage(domainId, bytes, { maxBytes, expected = {} }) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of chunksOf(bytes)) {
        size += chunk.length;
        checkSize(size, maxBytes);
        chunks.push(Uint8Array.from(chunk));
      }
      const content = Buffer.concat(chunks, size);
      const digests = digestsOf(content);
      checkDigests(digests, expected);
      const nonce = randomBytes(8).toString('hex');
      let location: string | null = null;
      let discarded = false;
      return {
        sizeBytes: size,
        digests,
        stagedAt: clock.now(),
        open: (range) => openWhole(size, () => content, range),
        async commit() {
          if (discarded) throw new Error('The staged bytes were discarded: stage them again.');
          if (location === null) {
            location = formatLocation({ domainId, slot: slotAt(clock.now()), sha256: digests.sha256, nonce });
            blobs.set(location, content);
          }
          return { location, wrappedKey: null };
        },
        async discard() {
          discarded = location === null;
        },
      };
    },
    open: (blob, range) => openWhole(blob.sizeBytes, () => find(blob), range),
    async readSmall(blob) {
      if (blob.sizeBytes > smallBlobBytes) throw new RangeError(`The blob '${blob.location}' is not small.`);
      return find(blob);
    },
    async remove(location) {
      blobs.delete(location);
    },
    async *list(olderThan) {
      for (const location of [...blobs.keys()].sort()) {
        const end = slotEnd(parseLocation(location)?.slot ?? '');
        if (end !== null && end <= olderThan) yield location;
      }
    },
    async removeAbandoned() {
      return 0;
    },
    async check() {},
    async close() {},
  };
}

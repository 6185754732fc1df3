import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { digestsOf } from '../model/digests.ts';
import { formatLocation, parseLocation, slotAt, slotEnd } from './blob-location.ts';
import {
  BlobMissingError,
  type BlobRef,
  type BlobStore,
  type StagedFile,
  type StageOptions,
  smallBlobBytes,
} from './blob-store.ts';
import { checkDigests, checkSize } from './check-staged.ts';
import { chunksOf } from './chunks-of.ts';
import { openWhole } from './open-range.ts';

type Blobs = Map<string, Buffer>;

async function readAll(bytes: AsyncIterable<Uint8Array>, options: StageOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(bytes)) {
    size += chunk.length;
    checkSize(size, options);
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks, size);
}

function stagedIn(blobs: Blobs, clock: Clock, domainId: number, content: Buffer): StagedFile {
  const digests = digestsOf(content);
  const nonce = randomBytes(8).toString('hex');
  let location: string | null = null;
  let discarded = false;
  return {
    sizeBytes: content.length,
    digests,
    stagedAt: clock.now(),
    open: (range) => openWhole(content.length, () => content, range),
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
}

/** Blobs that end with the process. */
export function createMemoryBlobStore({ clock }: { readonly clock: Clock }): BlobStore {
  const blobs: Blobs = new Map();
  const find = ({ location }: BlobRef): Buffer => {
    const bytes = blobs.get(location);
    if (bytes === undefined) throw new BlobMissingError(location);
    return bytes;
  };

  return {
    async stage(domainId, bytes, options) {
      const content = await readAll(bytes, options);
      checkDigests(digestsOf(content), options.expected ?? {});
      return stagedIn(blobs, clock, domainId, content);
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

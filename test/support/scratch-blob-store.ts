import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { BlobMissingError, type BlobStore, type ByteRange } from '../../src/blobs/blob-store.ts';
import { invalid, RegistryError } from '../../src/kernel/errors.ts';
import { digestsOf, findMismatch } from '../../src/model/digests.ts';

/** Blobs in memory, unencrypted, with a look at how many there are. */
export interface ScratchBlobStore extends BlobStore {
  readonly size: number;
}

const streamOf = (bytes: Buffer, range?: ByteRange): Readable => {
  const wanted = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
  return Readable.from(wanted.length === 0 ? [] : [wanted], { objectMode: false });
};

function missing(location: string): Readable {
  return new Readable({
    read() {
      this.destroy(new BlobMissingError(location));
    },
  });
}

async function collect(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw new RegistryError('ServiceQuotaExceeded', `More than the ${maxBytes} bytes allowed.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function scratchBlobStore(): ScratchBlobStore {
  const kept = new Map<string, { readonly bytes: Buffer; readonly at: Date }>();
  return {
    get size() {
      return kept.size;
    },
    async stage(_domainId, source, { maxBytes, expected = {} }) {
      const bytes = await collect(source, maxBytes);
      const digests = digestsOf(bytes);
      const mismatch = findMismatch(expected, digests);
      if (mismatch !== null) throw invalid(`${mismatch.algorithm} is ${mismatch.actual}, not ${mismatch.expected}.`);
      const stagedAt = new Date();
      let location: string | null = null;
      let discarded = false;
      return {
        ...{ sizeBytes: bytes.length, digests, stagedAt },
        open: (range) => streamOf(bytes, range),
        async commit() {
          if (discarded) throw new Error('The staged file was discarded before it was committed.');
          if (location === null) {
            location = randomUUID();
            kept.set(location, { bytes, at: stagedAt });
          }
          return { location, wrappedKey: null };
        },
        async discard() {
          discarded = location === null;
        },
      };
    },
    open({ location }, range) {
      const blob = kept.get(location);
      return blob === undefined ? missing(location) : streamOf(blob.bytes, range);
    },
    async readSmall({ location }) {
      const blob = kept.get(location);
      if (blob === undefined) throw new BlobMissingError(location);
      return blob.bytes;
    },
    async remove(location) {
      kept.delete(location);
    },
    async *list(olderThan) {
      for (const [location, { at }] of kept) if (at < olderThan) yield location;
    },
    async removeAbandoned() {
      return 0;
    },
    async check() {},
    async close() {},
  };
}

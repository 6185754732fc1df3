import { Readable } from 'node:stream';
import type { BlobSource } from './blob-source.ts';
import { type ByteRange, smallBlobBytes } from './blob-store.ts';
import { readRange, readWhole } from './read-blob.ts';

/** The whole blob, or the range; RangeError when it is not within the blob. */
export function checkedRange(sizeBytes: number, range: ByteRange | undefined): ByteRange {
  if (range === undefined) return { start: 0, end: sizeBytes - 1 };
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || end >= sizeBytes)
    throw new RangeError(`The range ${start}-${end} is not within ${sizeBytes} bytes.`);
  return range;
}

/** A stream of the plain bytes of a range. Nothing is opened before it is read. */
export function openRange(source: BlobSource, range: ByteRange | undefined): Readable {
  const { sizeBytes } = source;
  if (sizeBytes <= smallBlobBytes) return openWhole(sizeBytes, () => readWhole(source), range);
  const pieces = readRange(source, checkedRange(sizeBytes, range));
  return Readable.from(pieces, { objectMode: false, highWaterMark: smallBlobBytes });
}

/** The same of bytes that are read all at once; `read` is called when somebody reads. */
export function openWhole(
  sizeBytes: number,
  read: () => Buffer | Promise<Buffer>,
  range: ByteRange | undefined,
): Readable {
  const { start, end } = checkedRange(sizeBytes, range);
  return new Readable({
    highWaterMark: smallBlobBytes,
    async read() {
      try {
        this.push((await read()).subarray(start, end + 1));
        this.push(null);
      } catch (error) {
        this.destroy(error as Error);
      }
    },
  });
}

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

async function* readSmallRange(source: BlobSource, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  yield (await readWhole(source)).subarray(start, end + 1);
}

/** A stream of the plain bytes of a range. Nothing is opened before it is read. */
export function openRange(source: BlobSource, range: ByteRange | undefined): Readable {
  const checked = checkedRange(source.sizeBytes, range);
  const pieces = source.sizeBytes <= smallBlobBytes ? readSmallRange(source, checked) : readRange(source, checked);
  return Readable.from(pieces, { objectMode: false, highWaterMark: smallBlobBytes });
}

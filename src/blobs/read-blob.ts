import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { bytesPassed } from '../kernel/passing-bytes.ts';
import type { BlobEncryption, BlobSource } from './blob-source.ts';
import { BlobDamagedError, type ByteRange } from './blob-store.ts';
import { decodeHeader } from './encryption/blob-header.ts';
import { type FrameCipher, frameCipher } from './encryption/frame-cipher.ts';
import {
  type FrameSpan,
  frameBytes,
  frameCount,
  frameSpan,
  headerBytes,
  sealedSize,
} from './encryption/frame-layout.ts';
import { framesPerRead, returnFrameBuffer, takeFrameBuffer } from './frame-buffers.ts';

type OpenFrame = (span: FrameSpan, bytes: Buffer) => Buffer;

const plainSpan = (sizeBytes: number, index: number): FrameSpan => ({
  index,
  last: index === frameCount(sizeBytes) - 1,
  offset: index * frameBytes,
  length: Math.min(frameBytes, sizeBytes - index * frameBytes),
});

async function readExactly(
  handle: FileHandle,
  source: BlobSource,
  offset: number,
  length: number,
  bytes: Buffer = Buffer.allocUnsafeSlow(length),
): Promise<Buffer> {
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new BlobDamagedError(source.location, `it ends after ${offset + filled} bytes`);
    filled += bytesRead;
  }
  return bytes;
}

async function openCipher(source: BlobSource, encryption: BlobEncryption, headerText: Buffer): Promise<FrameCipher> {
  const header = decodeHeader(headerText);
  if (header === null) throw new BlobDamagedError(source.location, 'its header is not readable');
  const nonce = Buffer.from(header.locationNonce).toString('hex');
  if (header.domainId !== encryption.domainId || nonce !== (encryption.locationNonce ?? nonce))
    throw new BlobDamagedError(source.location, 'the file belongs to another location');
  return frameCipher(await encryption.dataKey(), headerText, header.noncePrefix);
}

function frameOpener(source: BlobSource, cipher: FrameCipher | null): OpenFrame {
  if (cipher === null) return (_, bytes) => bytes;
  return ({ index, last }, bytes) => {
    const plain = cipher.open(index, last, bytes);
    if (plain === null) throw new BlobDamagedError(source.location, `frame ${index} is not as it was sealed`);
    return plain;
  };
}

const fileSize = ({ encryption, sizeBytes }: BlobSource): number =>
  encryption === null ? sizeBytes : sealedSize(sizeBytes);

function checkFileSize(source: BlobSource, actual: number): void {
  const wanted = fileSize(source);
  if (actual !== wanted)
    throw new BlobDamagedError(source.location, `the file has ${actual} bytes instead of ${wanted}`);
}

const spanOf = ({ encryption, sizeBytes }: BlobSource, index: number): FrameSpan =>
  encryption === null ? plainSpan(sizeBytes, index) : frameSpan(sizeBytes, index);

/** The frames `first` to `last`, whole and checked; the next ones are read while these are used. */
async function* readFrames(
  handle: FileHandle,
  source: BlobSource,
  first: number,
  last: number,
): AsyncGenerator<[number, Buffer]> {
  const { encryption } = source;
  const cipher =
    encryption === null
      ? null
      : await openCipher(source, encryption, await readExactly(handle, source, 0, headerBytes));
  const openFrame = frameOpener(source, cipher);
  const readGroup = (from: number) => {
    const spans = Array.from({ length: Math.min(framesPerRead, last - from + 1) }, (_, i) => spanOf(source, from + i));
    const start = spans[0]?.offset ?? 0;
    const length = spans.reduce((sum, span) => sum + span.length, 0);
    // What is not encrypted is given out as it was read.
    const buffer = cipher === null ? null : takeFrameBuffer();
    const reading = readExactly(handle, source, start, length, buffer ?? undefined);
    // It is awaited in its turn, or nobody wants it any more.
    reading.catch(() => {});
    return { spans, start, length, reading, buffer };
  };
  let from = first;
  let group = readGroup(from);
  try {
    for (;;) {
      const { spans, start, length, reading, buffer } = group;
      const bytes = await reading;
      // The plain bytes: the room of the sealed ones is used again.
      bytesPassed(length);
      const next = from + framesPerRead;
      const more = next <= last;
      if (more) group = readGroup(next);
      for (const span of spans) {
        const at = span.offset - start;
        yield [span.index, openFrame(span, bytes.subarray(at, at + span.length))];
      }
      if (!more) return;
      if (buffer !== null) returnFrameBuffer(buffer);
      from = next;
    }
  } finally {
    // The file must not be closed under a read.
    await group.reading.catch(() => {});
    if (group.buffer !== null) returnFrameBuffer(group.buffer);
  }
}

const otherDigest = ({ location, sha256 }: BlobSource, actual: string): BlobDamagedError =>
  new BlobDamagedError(location, `its bytes have the sha256 ${actual} instead of ${sha256}`);

/** Bytes without tags of their own: the last piece is held back until all of them have the digest that they should. */
async function* checkedByDigest(source: BlobSource, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | null = null;
  for await (const piece of pieces) {
    if (held !== null) yield held;
    hash.update(piece);
    held = piece;
  }
  const actual = hash.digest('hex');
  if (source.sha256 !== null && actual !== source.sha256) throw otherDigest(source, actual);
  if (held !== null) yield held;
}

/**
 * The plain bytes of a range, in pieces that were checked before they are given out. Of a blob that is not encrypted only
 * the whole can be checked: its last piece comes after the check, a part of it without one. The range lies within the blob.
 */
export function readRange(source: BlobSource, range: ByteRange): AsyncGenerator<Buffer> {
  const pieces = readPieces(source, range);
  const isWhole = range.start === 0 && range.end === source.sizeBytes - 1;
  return source.encryption === null && isWhole ? checkedByDigest(source, pieces) : pieces;
}

async function* readPieces(source: BlobSource, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  const handle = await source.openFile();
  try {
    checkFileSize(source, (await handle.stat()).size);
    const first = Math.floor(start / frameBytes);
    const last = Math.max(first, Math.floor(end / frameBytes));
    for await (const [index, plain] of readFrames(handle, source, first, last)) {
      const at = index * frameBytes;
      const piece = plain.subarray(Math.max(0, start - at), Math.min(plain.length, end + 1 - at));
      if (piece.length > 0) yield piece;
    }
  } finally {
    await handle.close();
  }
}

/** All bytes of a small blob: one open, one read. */
export async function readWhole(source: BlobSource): Promise<Buffer> {
  const handle = await source.openFile();
  const wanted = fileSize(source);
  // One byte more than there should be tells a file that is too long, without asking for its size.
  const bytes = Buffer.allocUnsafeSlow(wanted + 1);
  let filled = 0;
  try {
    for (let bytesRead = 1; bytesRead > 0 && filled < Math.max(1, wanted); filled += bytesRead)
      ({ bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled));
  } finally {
    await handle.close();
  }
  checkFileSize(source, filled);
  const { encryption, sha256 } = source;
  if (encryption === null) {
    const plain = bytes.subarray(0, filled);
    const actual = createHash('sha256').update(plain).digest('hex');
    if (sha256 !== null && actual !== sha256) throw otherDigest(source, actual);
    return plain;
  }
  const cipher = await openCipher(source, encryption, bytes.subarray(0, headerBytes));
  return frameOpener(source, cipher)(frameSpan(source.sizeBytes, 0), bytes.subarray(headerBytes, filled));
}

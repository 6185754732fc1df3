import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { RegistryError } from '../../kernel/errors.ts';
import { readBytes } from '../../kernel/streams.ts';
import type { Bytes } from '../format.ts';
import { BytesReader } from './bytes-reader.ts';

export interface ZipLimits {
  readonly entries: number;
  /** Inflated size of one wanted member, and of all of them. */
  readonly memberBytes: number;
  readonly totalBytes: number;
  /** An archive that says it inflates to more than `bombBytes` and more than `bombRatio` times its size is refused. */
  readonly bombBytes: number;
  readonly bombRatio: number;
}

/** Those of the public Python index where it has one. */
export const usualZipLimits: ZipLimits = {
  entries: 200_000,
  memberBytes: 8 * 1024 ** 2,
  totalBytes: 16 * 1024 ** 2,
  bombBytes: 64 * 1024 ** 2,
  bombRatio: 50,
};

export interface ZipEntries {
  /** Every name, directories (ending in '/') too. */
  readonly names: ReadonlySet<string>;
  /** The wanted members, inflated. */
  readonly members: ReadonlyMap<string, Buffer>;
}

/**
 * The names in a zip (APPNOTE 6.3) and the contents of those that `wanted` picks, read from its end without unpacking
 * the rest. Validation for what is not one, for a name that leaves the archive or comes twice, for a compression other
 * than none and deflate, for encryption, for a wrong CRC, and beyond `limits`.
 */
export async function readZipEntries(
  bytes: Bytes,
  wanted: (name: string) => boolean,
  limits: ZipLimits = usualZipLimits,
): Promise<ZipEntries> {
  const reader = new BytesReader(bytes);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, bytes.sizeBytes, { autoClose: false });
    const entries = await listEntries(zip, bytes.sizeBytes, limits);
    const members = new Map<string, Buffer>();
    let left = limits.totalBytes;
    for (const entry of entries.values()) {
      if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
      left -= entry.uncompressedSize;
      if (entry.uncompressedSize > limits.memberBytes || left < 0) throw damaged(`'${entry.fileName}' is too large`);
      members.set(entry.fileName, await readMember(bytes, zip, entry));
    }
    return { names: new Set(entries.keys()), members };
  } catch (error) {
    if (reader.failure !== null) throw reader.failure;
    throw error instanceof RegistryError ? error : damaged((error as Error).message, error);
  }
}

const damaged = (why: string, cause?: unknown): RegistryError =>
  new RegistryError('Validation', `The zip archive is refused: ${why}.`, { reason: 'CANNOT_PARSE', cause });

async function listEntries(zip: ZipFile, sizeBytes: number, limits: ZipLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw damaged(`it has more than ${limits.entries} entries`);
  const entries = new Map<string, Entry>();
  let inflated = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (entries.has(name)) throw damaged(`'${name}' is in it twice`);
    if (name.includes('\0')) throw damaged('a name in it holds a NUL');
    if (entry.isEncrypted()) throw damaged(`'${name}' is encrypted`);
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
      throw damaged(`'${name}' is neither stored nor deflated`);
    inflated += entry.uncompressedSize;
    entries.set(name, entry);
  }
  if (inflated > limits.bombBytes && inflated > limits.bombRatio * sizeBytes)
    throw damaged(`it inflates to more than ${limits.bombRatio} times its size`);
  return entries;
}

const inflate = promisify(inflateRaw) as (input: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

async function readMember(bytes: Bytes, zip: ZipFile, entry: Entry): Promise<Buffer> {
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const { fileName, compressedSize, uncompressedSize } = entry;
  // Deflate grows incompressible data by far less than this; without it a tiny member could claim gigabytes.
  if (compressedSize > uncompressedSize + uncompressedSize / 8 + 1024) throw damaged(`'${fileName}' has a false size`);
  const range = { start, end: start + compressedSize - 1 };
  const stored = compressedSize === 0 ? Buffer.alloc(0) : await readRange(bytes.open(range), compressedSize);
  const plain =
    entry.compressionMethod === 0 ? stored : await inflate(stored, { maxOutputLength: Math.max(uncompressedSize, 1) });
  if (plain.length !== uncompressedSize) throw damaged(`'${fileName}' has a false size`);
  if (crc32(plain) !== entry.crc32) throw damaged(`'${fileName}' does not match its CRC`);
  return plain;
}

const readRange = (stream: Readable, sizeBytes: number): Promise<Buffer> => readBytes(stream, sizeBytes);

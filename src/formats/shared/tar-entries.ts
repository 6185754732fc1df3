import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { invalid, RegistryError } from '../../kernel/errors.ts';
import { bytesPassed } from '../../kernel/passing-bytes.ts';
import { readBytes } from '../../kernel/streams.ts';
import type { Bytes } from '../format.ts';
import { archivePath, checkLink } from './archive-path.ts';

export interface TarLimits {
  readonly entries: number;
  readonly inflatedBytes: number;
  /** How many times its packed size an archive may inflate to, once it is past `ratioFloorBytes`. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
}

export const tarLimits: TarLimits = {
  entries: 250_000,
  inflatedBytes: 5 * 1024 ** 3,
  ratio: 250,
  ratioFloorBytes: 64 * 1024 ** 2,
};

export interface TarEntry {
  /** Without '.' and empty parts; never absolute, never through '..'. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'symlink';
  readonly sizeBytes: number;
  /** The content, to be asked for before the next entry; Validation when it is larger than `maxBytes`. */
  read(maxBytes: number): Promise<Buffer>;
}

const kinds = new Map<unknown, TarEntry['kind']>([
  ['file', 'file'],
  ['contiguous-file', 'file'],
  ['directory', 'directory'],
  ['link', 'link'],
  ['symlink', 'symlink'],
]);

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/** Passes inflated bytes on until there are more of them than `packedBytes` of archive may hold. */
function bomb(packedBytes: number, limits: TarLimits): Transform {
  const byRatio = Math.max(limits.ratioFloorBytes, packedBytes * limits.ratio);
  const allowed = Math.min(limits.inflatedBytes, byRatio);
  let inflated = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      inflated += chunk.length;
      bytesPassed(chunk.length);
      if (inflated > allowed)
        done(invalid(`The archive inflates to more than the ${mebibytes(allowed)} allowed for it.`));
      else done(null, chunk);
    },
  });
}

type Source = ReturnType<typeof extract> extends AsyncIterable<infer Entry> ? Entry : never;

async function contentOf(source: Source, path: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw invalid(`${path} is larger than the ${maxBytes} bytes allowed for it.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function entryOf(source: Source): TarEntry {
  const { name, type, size, linkname } = source.header;
  const path = archivePath(name);
  const kind = kinds.get(type);
  if (kind === undefined) throw invalid(`The archive's entry '${path}' is neither file, folder nor link.`);
  if (kind === 'link' || kind === 'symlink') checkLink(path, linkname ?? '', kind);
  return { path, kind, sizeBytes: size, read: (maxBytes) => contentOf(source, path, maxBytes) };
}

/** Trouble with what the archive holds is the sender's; trouble with reading it is ours and stays as it is. */
function asRefusal(error: unknown, readError: unknown): unknown {
  if (readError !== undefined) return readError;
  if (error instanceof RegistryError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const refusal = invalid(`The archive is not a whole gzipped tar file: ${reason}.`, 'CANNOT_PARSE');
  return Object.assign(refusal, { cause: error });
}

/** Streams would cost a small archive more than all that is done with it. */
const smallBytes = 64 * 1024;
const smallInflatedBytes = 512 * 1024;

/** The tar file of a small archive; null for a large one, or one that inflates to much. */
async function inflateSmall(bytes: Bytes): Promise<Buffer | null> {
  if (bytes.sizeBytes > smallBytes) return null;
  const packed = await readBytes(bytes.open(), smallBytes);
  try {
    return gunzipSync(packed, { maxOutputLength: smallInflatedBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw asRefusal(error, undefined);
  }
}

type Unpack = ReturnType<typeof extract>;

/** An archive on its way through `unpack`. */
interface Pumping {
  /** Why it came to no good end, so far. */
  failure(): unknown;
  /** The error of reading the archive, which is not the sender's. */
  readError(): unknown;
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>;
  stop(): void;
}

function pump(bytes: Bytes, limits: TarLimits, unpack: Unpack): Pumping {
  const file: Readable = bytes.open();
  let readError: unknown;
  file.once('error', (error) => {
    readError = error;
  });
  let failure: unknown;
  const ended = pipeline(file, createGunzip(), bomb(bytes.sizeBytes, limits), unpack).catch((error: unknown) => {
    failure = error;
  });
  return { failure: () => failure, readError: () => readError, ended, stop: () => void file.destroy() };
}

function pumpSmall(inflated: Buffer, unpack: Unpack): Pumping {
  unpack.end(inflated);
  return { failure: () => undefined, readError: () => undefined, ended: Promise.resolve(), stop: () => {} };
}

/**
 * The entries of a gzipped tar archive in their order, nothing unpacked to disk. Validation for what is damaged, cut
 * short or a bomb, holds a device or a fifo, or would write outside of its folder.
 */
export async function* tarEntries(bytes: Bytes, limits: TarLimits = tarLimits): AsyncGenerator<TarEntry> {
  const inflated = await inflateSmall(bytes);
  const unpack = extract();
  const pumping = inflated === null ? pump(bytes, limits, unpack) : pumpSmall(inflated, unpack);
  let count = 0;
  try {
    for await (const source of unpack) {
      count += 1;
      if (count > limits.entries) throw invalid(`The archive holds more than ${limits.entries} entries.`);
      yield entryOf(source);
      if (!source.destroyed) source.resume();
    }
    await pumping.ended;
    if (pumping.failure() !== undefined) throw pumping.failure();
  } catch (error) {
    throw asRefusal(pumping.failure() ?? error, pumping.readError());
  } finally {
    pumping.stop();
    unpack.destroy();
    await pumping.ended;
  }
}

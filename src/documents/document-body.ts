import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** The bytes of a document, plain and compressed, of which no more is held than is asked for. */
export interface DocumentBody {
  /** Of the plain bytes. */
  readonly sizeBytes: number;
  /** What it takes in memory as of now. */
  heldBytes(): number;
  plain(): Uint8Array | Promise<Uint8Array>;
  gzip(): Uint8Array | Promise<Uint8Array>;
  /** `listener` is called whenever `heldBytes` says something else; the last one that was given is. */
  whenResized(listener: () => void): void;
}

const compress = promisify(gzip);
const inflate = promisify(gunzip);

/** From here on the plain bytes, some ten times the compressed ones, are given up once these are there. */
const heldPlainBytes = 64 * 1024;

/** Without the rest of the buffer that zlib wrote into. */
const trimmed = (bytes: Buffer): Uint8Array =>
  bytes.buffer.byteLength < 1.5 * bytes.length ? bytes : Uint8Array.prototype.slice.call(bytes);

/**
 * Compressed when that is first asked for. Who asks for the plain bytes of a large document afterwards has them inflated,
 * off the event loop, once for all who ask meanwhile.
 */
export function documentBody(bytes: Uint8Array): DocumentBody {
  const sizeBytes = bytes.length;
  let plain: Uint8Array | null = bytes;
  let zipped: Uint8Array | null = null;
  let zipping: Promise<Uint8Array> | null = null;
  let inflating: Promise<Uint8Array> | null = null;
  let resized = (): void => {};

  async function zip(from: Uint8Array): Promise<Uint8Array> {
    try {
      zipped = trimmed(await compress(from, { level: 6 }));
    } finally {
      zipping = null;
    }
    if (sizeBytes > heldPlainBytes) plain = null;
    resized();
    return zipped;
  }
  return {
    sizeBytes,
    heldBytes: () => (plain?.length ?? 0) + (zipped?.length ?? 0),
    plain() {
      if (plain !== null) return plain;
      inflating ??= inflate(zipped as Uint8Array).finally(() => {
        inflating = null;
      });
      return inflating;
    },
    gzip() {
      if (zipped !== null) return zipped;
      zipping ??= zip(plain as Uint8Array);
      return zipping;
    },
    whenResized(listener) {
      resized = listener;
    },
  };
}

import type { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { readBytes } from '../../kernel/streams.ts';
import type { Bytes } from '../format.ts';

const windowBytes = 128 * 1024;

/**
 * What yauzl, which asks for a subclass, reads a zip through. It reads the directory some forty bytes at a time, and
 * each range opened costs a file handle and a decrypted frame, so a window of the bytes is kept.
 */
export class BytesReader extends RandomAccessReader {
  /** Why the bytes could not be read: an outage of the store, not a fault of the archive. */
  failure: Error | null = null;
  readonly #bytes: Bytes;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#bytes.open({ start, end: end - 1 });
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.#load(position, length).then(
      (chunk) => {
        chunk.copy(into, offset);
        done(chunk.length < length ? new Error('it ends too early') : null);
      },
      (error: Error) => {
        this.failure = error;
        done(error);
      },
    );
  }

  async #load(position: number, length: number): Promise<Buffer> {
    const held = position >= this.#start && position + length <= this.#start + this.#window.length;
    if (!held) {
      const end = Math.min(position + Math.max(length, windowBytes), this.#bytes.sizeBytes);
      this.#window = end <= position ? Buffer.alloc(0) : await this.#read(position, end);
      this.#start = position;
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }

  #read(start: number, end: number): Promise<Buffer> {
    return readBytes(this.#bytes.open({ start, end: end - 1 }), end - start);
  }
}

import type { Readable } from 'node:stream';
import type { ResourceRef } from '../kernel/errors.ts';
import type { BlobLocation, BlobRef } from '../model/blob.ts';
import type { Digests } from '../model/digests.ts';

/** Inclusive, as in an HTTP Range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes that can be read more than once and from the middle (a zip is read from its end). */
export interface Bytes {
  readonly sizeBytes: number;
  readonly digests: Digests;
  open(range?: ByteRange): Readable;
}

export type { BlobLocation, BlobRef };

/** Taken in and hashed, but named by nobody, and on disk only once it is committed. */
export interface StagedFile extends Bytes {
  readonly stagedAt: Date;
  /** Brings it to a location of its own, encrypted and durably (fsync). Calling it again answers the same location. */
  commit(): Promise<BlobLocation>;
  /** Forgets it; nothing happens after `commit`. */
  discard(): Promise<void>;
}

export interface StageOptions {
  /** More bytes than this: ServiceQuotaExceeded. */
  readonly maxBytes: number;
  /** What that refusal names. */
  readonly resource?: ResourceRef;
  /** Other digests than these: Validation, naming both. */
  readonly expected?: Partial<Digests>;
}

/** The bytes behind a location are gone: what a reader gets that lost a race with the sweeper, or a damaged store. */
export class BlobMissingError extends Error {
  override readonly name = 'BlobMissingError';
  readonly location: string;

  constructor(location: string) {
    super(`The blob '${location}' is missing from the blob store.`);
    this.location = location;
  }
}

/** The bytes behind a location are not those that were stored. Nothing of the damaged part was given out. */
export class BlobDamagedError extends Error {
  override readonly name = 'BlobDamagedError';
  readonly location: string;

  constructor(location: string, damage: string) {
    super(`The blob '${location}' is damaged: ${damage}.`);
    this.location = location;
  }
}

/** Blobs up to this size are taken in, written and read in one go. */
export const smallBlobBytes = 256 * 1024;

/** Where bytes live. Domain 0 is the installation's own (upstream documents). */
export interface BlobStore {
  stage(domainId: number, bytes: AsyncIterable<Uint8Array>, options: StageOptions): Promise<StagedFile>;
  /** The plain bytes, or a range of them. The stream fails with BlobMissingError or BlobDamagedError. */
  open(blob: BlobRef, range?: ByteRange): Readable;
  /**
   * All plain bytes of a blob of at most `smallBlobBytes`, cheaper than a stream; at once when they are in memory, so
   * that `await` can be spared. The caller must not change them. Rejects as the stream of `open` fails.
   */
  readSmall(blob: BlobRef): Buffer | Promise<Buffer>;
  /** Succeeds when it is gone already. */
  remove(location: string): Promise<void>;
  /** Locations last written before `olderThan`, for the sweeper; the latest ten minutes of them may be left out. */
  list(olderThan: Date): AsyncIterable<string>;
  /** Removes what was staged and neither committed nor written to since `olderThan`; answers how many. `dryRun`: only counts. */
  removeAbandoned(olderThan: Date, options?: { readonly dryRun?: boolean }): Promise<number>;
  /** Rejects when bytes cannot be written now. */
  check(): Promise<void>;
  /** Ends the threads that it started. */
  close(): Promise<void>;
}

import type { FileHandle } from 'node:fs/promises';

/** A blob as the reading code sees it: staged or stored, encrypted or not. */
export interface BlobSource {
  /** What errors call it. */
  readonly location: string;
  readonly sizeBytes: number;
  /** Of the plain bytes, hex; null where the location does not tell. */
  readonly sha256: string | null;
  /** Throws BlobMissingError when there is no such file. */
  openFile(): Promise<FileHandle>;
  /** null: stored as it is. */
  readonly encryption: BlobEncryption | null;
}

export interface BlobEncryption {
  readonly domainId: number;
  /** Hex; null where the file has no location yet. */
  readonly locationNonce: string | null;
  dataKey(): Promise<Uint8Array>;
}

/** What a row keeps so that the bytes can be found and read again. `location` is never used twice. */
export interface BlobLocation {
  readonly location: string;
  /** The data key wrapped by its domain's key; null: the bytes are stored as they are. */
  readonly wrappedKey: Uint8Array | null;
}

export interface BlobRef extends BlobLocation {
  readonly domainId: number;
  readonly sizeBytes: number;
}

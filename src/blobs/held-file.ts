import type { BlobLocation, StagedFile } from './blob-store.ts';
import { openWhole } from './open-range.ts';
import type { StagedContent } from './staging-file.ts';

/** A small blob in memory, until `place` writes it to the location that it answers. */
export function heldFile(
  { sizeBytes, digests }: StagedContent,
  bytes: Buffer,
  stagedAt: Date,
  place: (bytes: Buffer) => Promise<BlobLocation>,
): StagedFile {
  let held: Buffer | null = bytes;
  let committing: Promise<BlobLocation> | null = null;
  const stillHeld = (): Buffer => {
    if (held === null) throw new Error('Staged bytes were discarded and are used again.');
    return held;
  };
  return {
    sizeBytes,
    digests,
    stagedAt,
    open: (range) => openWhole(sizeBytes, stillHeld, range),
    async commit() {
      committing ??= place(stillHeld());
      return committing;
    },
    async discard() {
      if (committing === null) held = null;
    },
  };
}

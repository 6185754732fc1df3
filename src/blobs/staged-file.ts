import { type FileHandle, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobSource } from './blob-source.ts';
import type { StagedFile } from './blob-store.ts';
import type { BlobSeal } from './encryption/blob-seal.ts';
import { stagingFolder } from './list-locations.ts';
import { openExisting } from './open-existing.ts';
import { openRange } from './open-range.ts';
import type { StagedContent } from './staging-file.ts';

export interface Staged {
  /** Of the store. */
  readonly root: string;
  readonly domainId: number;
  readonly path: string;
  readonly nonce: string;
  readonly seal: BlobSeal | null;
  readonly stagedAt: Date;
}

/** A large blob in a file of its own, which `place` moves to the location that it answers. */
export function stagedFile(staged: Staged, content: StagedContent, place: () => Promise<string>): StagedFile {
  const { root, domainId, path, nonce, seal, stagedAt } = staged;
  const { sizeBytes, digests } = content;
  let committing: Promise<string> | null = null;
  let placed: string | null = null;

  const commit = async (): Promise<string> => {
    placed = await place();
    return placed;
  };
  // While it is being committed, it may move between finding out where it is and opening it.
  const openFile = async (): Promise<FileHandle> => {
    if (placed !== null) return openExisting(join(root, placed), placed);
    try {
      return await openExisting(path, path);
    } catch (error) {
      const location = committing === null ? null : await committing;
      if (location === null) throw error;
      return openExisting(join(root, location), location);
    }
  };
  const source: BlobSource = {
    location: `${domainId}/${stagingFolder}/${nonce}`,
    sizeBytes,
    sha256: digests.sha256,
    openFile,
    encryption: seal === null ? null : { domainId, locationNonce: nonce, dataKey: async () => seal.dataKey },
  };
  return {
    sizeBytes,
    digests,
    stagedAt,
    open: (range) => openRange(source, range),
    async commit() {
      committing ??= commit();
      return { location: await committing, wrappedKey: seal?.wrappedKey ?? null };
    },
    async discard() {
      if (committing === null) await rm(path, { force: true });
    },
  };
}

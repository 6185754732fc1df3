import { type FileHandle, open } from 'node:fs/promises';
import { BlobMissingError } from './blob-store.ts';

/** The file of a blob, to read; BlobMissingError, naming `location`, when there is none. */
export async function openExisting(path: string, location: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BlobMissingError(location);
    throw error;
  }
}

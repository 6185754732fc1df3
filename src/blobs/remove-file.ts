import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobPlace, formatLocation, slotEnd } from './blob-location.ts';

/** A slot that ended this long ago gets no more files, so that its folder may go. */
const settledMilliseconds = 60 * 60 * 1000;

const mayRemain: readonly (string | undefined)[] = ['ENOTEMPTY', 'EEXIST', 'ENOENT'];

/** Removes the folder if it is empty; answers whether it did. */
async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (mayRemain.includes((error as NodeJS.ErrnoException).code)) return false;
    throw error;
  }
}

/** Removes the file at a location, and the folders of its slot and day when it was the last one in them. */
export async function removeFile(root: string, place: BlobPlace, now: Date): Promise<void> {
  const path = join(root, formatLocation(place));
  await rm(path, { force: true });
  const end = slotEnd(place.slot);
  if (end === null || now.getTime() - end.getTime() < settledMilliseconds) return;
  const slot = dirname(path);
  if (await removeIfEmpty(slot)) await removeIfEmpty(dirname(slot));
}

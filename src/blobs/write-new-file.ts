import { rm } from 'node:fs/promises';
import { syncFile, withFile, writeAll } from './file-calls.ts';

/** A new file with these bytes, on disk but for its name when this resolves (fsync). What rejects leaves none behind. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  let isMade = false;
  try {
    await withFile(path, 'wx', async (file) => {
      isMade = true;
      await writeAll(file, bytes);
      await syncFile(file);
    });
  } catch (error) {
    // The first failure is the one to tell; a file that cannot be removed now is found by the sweeper.
    if (isMade) await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

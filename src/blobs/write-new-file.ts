import { rm } from 'node:fs/promises';
import { syncFile, withFile, writeAll } from './file-calls.ts';

/**
 * A new file with these bytes, on disk when this resolves (fsync); `syncName` makes its name durable. What rejects leaves
 * none behind.
 */
export async function writeNewFile(path: string, bytes: Uint8Array, syncName: () => Promise<void>): Promise<void> {
  let isMade = false;
  try {
    await withFile(path, 'wx', async (file) => {
      isMade = true;
      // Side by side: after a loss of power a name without its bytes is as much of an orphan as bytes without a name.
      const writing = writeAll(file, bytes).then(() => syncFile(file));
      const ended = await Promise.allSettled([writing, syncName()]);
      for (const end of ended) if (end.status === 'rejected') throw end.reason;
    });
  } catch (error) {
    // The first failure is the one to tell; a file that cannot be removed now is found by the sweeper.
    if (isMade) await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

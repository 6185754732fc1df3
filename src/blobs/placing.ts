import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SyncDirectory } from './sync-directory.ts';
import { writeNewFile } from './write-new-file.ts';

/** Brings files to their locations, durably: the file's entry and those of the directories above it. */
export interface Placing {
  /** A file that is on disk already. */
  move(from: string, location: string): Promise<void>;
  /** A file that is made there: nobody reads it before its location is told, and that is after this has resolved. */
  write(location: string, bytes: Uint8Array): Promise<void>;
}

const maxRemembered = 4096;

export function createPlacing(root: string, sync: SyncDirectory): Placing {
  const durable = new Set<string>();

  /** Made by another process or a crashed one, an entry may not be on disk yet: each process makes sure once. */
  const ensure = async (directory: string): Promise<void> => {
    if (durable.has(directory)) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (let at = directory; at !== root; at = dirname(at)) await sync(dirname(at));
    if (durable.size >= maxRemembered) durable.clear();
    durable.add(directory);
  };

  const place = async (location: string, put: (path: string, directory: string) => Promise<void>): Promise<void> => {
    const path = join(root, location);
    const directory = dirname(path);
    await ensure(directory);
    try {
      await put(path, directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // After a clock was set back, the directory may be one that was removed when it seemed to be of the past.
      durable.delete(directory);
      await ensure(directory);
      await put(path, directory);
    }
  };
  return {
    move: (from, location) =>
      place(location, async (path, directory) => {
        await rename(from, path);
        await sync(directory);
      }),
    write: (location, bytes) => place(location, (path, directory) => writeNewFile(path, bytes, () => sync(directory))),
  };
}

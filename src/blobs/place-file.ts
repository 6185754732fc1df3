import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SyncDirectory } from './group-sync.ts';

export type PlaceFile = (from: string, location: string) => Promise<void>;

const maxRemembered = 4096;

/** Moves files to their locations below `root`, durably: the file's entry and those of the directories above it. */
export function createPlaceFile(root: string, sync: SyncDirectory): PlaceFile {
  const durable = new Set<string>();

  /** Made by another process or a crashed one, an entry may not be on disk yet: each process makes sure once. */
  const ensure = async (directory: string): Promise<void> => {
    if (durable.has(directory)) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (let at = directory; at !== root; at = dirname(at)) await sync(dirname(at));
    if (durable.size >= maxRemembered) durable.clear();
    durable.add(directory);
  };

  return async (from, location) => {
    const to = join(root, location);
    const directory = dirname(to);
    await ensure(directory);
    try {
      await rename(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // After a clock was set back, the directory may be one that was removed when it seemed to be of the past.
      durable.delete(directory);
      await ensure(directory);
      await rename(from, to);
    }
    await sync(directory);
  };
}

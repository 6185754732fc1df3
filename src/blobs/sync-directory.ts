import { closeSync } from 'node:fs';
import { openFile, syncFile, withFile } from './file-calls.ts';

/** Makes what happened in a directory durable (fsync). */
export type SyncDirectory = (path: string) => Promise<void>;

export const syncDirectory: SyncDirectory = (path) => withFile(path, 'r', syncFile);

/** No directory is removed and made again within so short a time. */
const keptMilliseconds = 200;

interface Kept {
  readonly file: Promise<number>;
  syncing: number;
  readonly timer: NodeJS.Timeout;
}

/** The same for directories that are synced over and over: one stays open until nobody has asked for it for a moment. */
export function syncKeptDirectories(): SyncDirectory {
  const directories = new Map<string, Kept>();

  const forget = (path: string, kept: Kept): void => {
    if (directories.get(path) === kept) directories.delete(path);
    clearTimeout(kept.timer);
    // What could not be opened was told to whoever asked.
    kept.file.then(closeSync, () => {});
  };
  const keep = (path: string): Kept => {
    const whenIdle = (): void => {
      if (kept.syncing === 0) forget(path, kept);
      else kept.timer.refresh();
    };
    const kept = { file: openFile(path, 'r'), syncing: 0, timer: setTimeout(whenIdle, keptMilliseconds).unref() };
    directories.set(path, kept);
    return kept;
  };
  return async (path) => {
    const kept = directories.get(path) ?? keep(path);
    kept.timer.refresh();
    kept.syncing += 1;
    try {
      await syncFile(await kept.file);
    } catch (error) {
      if (kept.syncing === 1) forget(path, kept);
      throw error;
    } finally {
      kept.syncing -= 1;
    }
  };
}

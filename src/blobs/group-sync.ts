import type { SyncDirectory } from './sync-directory.ts';

/**
 * One fsync for everybody who changed the directory since the last one began. A directory whose fsync failed is never
 * trusted again by this process: the kernel may have dropped what it could not write, and the next fsync would not tell.
 */
export function groupSync(sync: SyncDirectory): SyncDirectory {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  const failed = new Map<string, unknown>();

  const start = (path: string): Promise<void> => {
    if (failed.has(path)) return Promise.reject(failed.get(path));
    const syncing = sync(path).then(
      () => {
        running.delete(path);
      },
      (error: unknown) => {
        running.delete(path);
        if ((error as NodeJS.ErrnoException).syscall === 'fsync') failed.set(path, error);
        throw error;
      },
    );
    running.set(path, syncing);
    return syncing;
  };
  return (path) => {
    const before = running.get(path);
    if (before === undefined) return start(path);
    const joined = waiting.get(path);
    if (joined !== undefined) return joined;
    const begin = (): Promise<void> => {
      waiting.delete(path);
      return start(path);
    };
    const next = before.then(begin, begin);
    waiting.set(path, next);
    return next;
  };
}

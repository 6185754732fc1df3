import { syncFile, withFile } from './file-calls.ts';

/** Makes what happened in a directory durable (fsync). */
export type SyncDirectory = (path: string) => Promise<void>;

/**
 * Opened each time: of a directory that another process removed and made again, one that was kept open would be the wrong
 * one.
 */
export const syncDirectory: SyncDirectory = (path) => withFile(path, 'r', syncFile);

import { syncFile, withFile } from './file-calls.ts';

/** Makes what happened in a directory durable (fsync). */
export type SyncDirectory = (path: string) => Promise<void>;

export const syncDirectory: SyncDirectory = (path) => withFile(path, 'r', syncFile);

import { closeSync, fsync, open, write } from 'node:fs';

type Failure = NodeJS.ErrnoException | null | undefined;

const openFile = (path: string, flags: string): Promise<number> =>
  new Promise((resolve, reject) => {
    open(path, flags, 0o600, (error, file) => (error === null ? resolve(file) : reject(error)));
  });

const writeSome = (file: number, bytes: Uint8Array, from: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const done = (error: Failure, count: number): void => (error == null ? resolve(count) : reject(error));
    write(file, bytes, from, bytes.length - from, null, done);
  });

/**
 * Opens a file by number for as long as `use` takes. The handles of `node:fs/promises` would cost a small blob more than
 * all else of its writing; so would a thread that closes what is on disk already.
 */
export async function withFile<T>(path: string, flags: string, use: (file: number) => Promise<T>): Promise<T> {
  const file = await openFile(path, flags);
  try {
    return await use(file);
  } finally {
    closeSync(file);
  }
}

export async function writeAll(file: number, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += await writeSome(file, bytes, written);
}

/** Resolves when what was written is on disk. */
export const syncFile = (file: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fsync(file, (error) => (error == null ? resolve() : reject(error)));
  });

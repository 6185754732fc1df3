import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localKeyBytes } from './local-key-wrapper.ts';

/** A root key that cannot be used. The message is one line for the operator and says what to do. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError';
}

export const rootKeyPath = (folder: string): string => join(folder, 'root-key');

/** Where a root key waits that is not yet, or only just, the one in effect. */
export const pendingRootKeyPath = (folder: string, id: string): string => join(folder, `root-key.${id}`);

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The key of a file; null when there is none. Refuses one that others may read, or that is no key. */
export async function readRootKeyFile(path: string): Promise<Buffer | null> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isAbsent(error)) return null;
    throw new RootKeyError(`The root key '${path}' cannot be read: ${(error as Error).message}`, { cause: error });
  });
  if (handle === null) return null;
  try {
    const { mode, size } = await handle.stat();
    if ((mode & 0o077) !== 0) throw new RootKeyError(`The root key '${path}' is open to other users: chmod 600 it.`);
    if (size !== localKeyBytes)
      throw new RootKeyError(
        `The root key '${path}' has ${size} bytes instead of ${localKeyBytes}: restore it from a backup.`,
      );
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * Writes the key unless the file exists; resolves once it is on disk. It appears whole or not at all, so that another
 * process never reads half a key. Answers whether this call made it.
 */
export async function createRootKeyFile(path: string, key: Uint8Array): Promise<boolean> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.draft-${randomBytes(8).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(key);
    await handle.sync();
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
    await syncFolder(folder);
  }
  await syncFolder(dirname(folder));
  return true;
}

/** Makes the pending key the current one; succeeds when another process has done so already. */
export async function promoteRootKeyFile(folder: string, id: string): Promise<void> {
  try {
    await rename(pendingRootKeyPath(folder, id), rootKeyPath(folder));
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  await syncFolder(folder);
}

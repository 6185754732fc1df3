import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncDirectory } from './sync-directory.ts';

/** Makes the folder, and those above it that are missing, for this user alone; resolves once their names are on disk. */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const first = (await mkdir(folder, { recursive: true, mode: 0o700 })) ?? folder;
  for (let at = folder; ; at = dirname(at)) {
    await syncDirectory(dirname(at));
    if (at === first || at === dirname(at)) return;
  }
}

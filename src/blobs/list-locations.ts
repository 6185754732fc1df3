import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLocation, slotEnd } from './blob-location.ts';

/** Below each domain: files that are being written. */
export const stagingFolder = 'incoming';

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** What a directory holds, by name; nothing when it was removed meanwhile. */
async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

const foldersOf = async (path: string): Promise<string[]> =>
  (await entriesOf(path)).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** Slots of one domain that were over before `olderThan`. */
async function* settledSlots(root: string, domain: string, olderThan: Date): AsyncGenerator<string> {
  for (const day of await foldersOf(join(root, domain)))
    for (const time of day === stagingFolder ? [] : await foldersOf(join(root, domain, day))) {
      const slot = `${day}/${time}`;
      const end = slotEnd(slot);
      if (end !== null && end <= olderThan) yield slot;
    }
}

/** Locations in slots that were over before `olderThan`; looks into no younger one. */
export async function* listLocations(root: string, olderThan: Date): AsyncGenerator<string> {
  for (const domain of await foldersOf(root))
    for await (const slot of settledSlots(root, domain, olderThan))
      for (const { name } of await entriesOf(join(root, domain, slot))) {
        const location = `${domain}/${slot}/${name}`;
        if (parseLocation(location) !== null) yield location;
      }
}

/** Removes staging files last written before `olderThan`; answers how many. */
export async function removeAbandonedFiles(root: string, olderThan: Date): Promise<number> {
  let removed = 0;
  for (const domain of await foldersOf(root)) {
    const folder = join(root, domain, stagingFolder);
    for (const { name } of await entriesOf(folder)) {
      const path = join(folder, name);
      const found = await stat(path).catch((error: unknown) => {
        if (isAbsent(error)) return null;
        throw error;
      });
      if (found === null || found.mtime >= olderThan) continue;
      await rm(path, { force: true });
      removed++;
    }
  }
  return removed;
}

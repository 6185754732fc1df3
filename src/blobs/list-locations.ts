import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLocation, slotEnd } from './blob-location.ts';

/** Below each domain: files that are being written. */
export const stagingFolder = 'incoming';

/** In the root: files that are written to see whether that is possible. */
export const checkPrefix = '.check-';

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

/** Files that may be left by a process that died: staged bytes, and what `check` writes. */
async function* temporaryFiles(root: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(root)) {
    if (entry.isFile() && entry.name.startsWith(checkPrefix)) yield join(root, entry.name);
    if (!entry.isDirectory()) continue;
    const folder = join(root, entry.name, stagingFolder);
    for (const { name } of await entriesOf(folder)) yield join(folder, name);
  }
}

/** Removes temporary files last written before `olderThan`, or only counts them; answers how many. */
export async function removeAbandonedFiles(root: string, olderThan: Date, dryRun: boolean): Promise<number> {
  let removed = 0;
  for await (const path of temporaryFiles(root)) {
    const found = await stat(path).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw error;
    });
    if (found === null || found.mtime >= olderThan) continue;
    if (!dryRun) await rm(path, { force: true });
    removed++;
  }
  return removed;
}

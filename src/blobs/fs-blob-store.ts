import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../kernel/clock.ts';
import type { DataKeys } from '../keys/domain-keys.ts';
import { formatLocation, parseLocation, slotAt } from './blob-location.ts';
import type { BlobSource } from './blob-source.ts';
import { BlobMissingError, type BlobRef, type BlobStore, type StagedFile, smallBlobBytes } from './blob-store.ts';
import { type BlobSeal, newBlobSeal } from './encryption/blob-seal.ts';
import { groupSync, type SyncDirectory, syncDirectory } from './group-sync.ts';
import { checkPrefix, listLocations, removeAbandonedFiles, stagingFolder } from './list-locations.ts';
import { makeFolder } from './make-folder.ts';
import { openRange, openWhole } from './open-range.ts';
import { createPlaceFile, type PlaceFile } from './place-file.ts';
import { readWhole } from './read-blob.ts';
import { createRecentBlobs } from './recent-blobs.ts';
import { removeFile } from './remove-file.ts';
import { stageBytes } from './stage-bytes.ts';
import { openStagingFile, type StagedContent } from './staging-file.ts';
import { createStagingPool } from './staging-pool.ts';
import { storageFailure } from './storage-failure.ts';

export interface FsBlobStoreDeps {
  /** Everything below it belongs to this store. */
  readonly root: string;
  readonly clock: Clock;
  /** Wraps the key of each blob; also opens blobs that were encrypted before `encrypt` was turned off. */
  readonly keys: DataKeys;
  /** Whether new blobs are encrypted. */
  readonly encrypt: boolean;
  /** How many bytes of small blobs stay in memory; 32 MiB unless told. 0: none. */
  readonly recentBytes?: number;
  readonly syncDirectory?: SyncDirectory;
}

const stagingThreads = 2;
const defaultRecentBytes = 32 * 1024 * 1024;

async function openExisting(path: string, location: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BlobMissingError(location);
    throw error;
  }
}

function storedSource({ root, keys }: FsBlobStoreDeps, blob: BlobRef): BlobSource {
  const { location, sizeBytes, domainId, wrappedKey } = blob;
  const place = parseLocation(location);
  return {
    location,
    sizeBytes,
    sha256: place?.sha256 ?? null,
    openFile: async () => {
      if (place === null || place.domainId !== domainId) throw new BlobMissingError(location);
      return openExisting(join(root, location), location);
    },
    encryption:
      wrappedKey === null
        ? null
        : { domainId, locationNonce: place?.nonce ?? null, dataKey: () => keys.unwrapDataKey(domainId, wrappedKey) },
  };
}

interface Staged {
  readonly domainId: number;
  readonly path: string;
  readonly nonce: string;
  readonly seal: BlobSeal | null;
  readonly stagedAt: Date;
}

function stagedFile(
  { root, clock }: FsBlobStoreDeps,
  place: PlaceFile,
  staged: Staged,
  content: StagedContent,
): StagedFile {
  const { domainId, path, nonce, seal } = staged;
  const { sizeBytes, digests } = content;
  let committing: Promise<string> | null = null;
  let placed: string | null = null;

  const commit = async (): Promise<string> => {
    const location = formatLocation({ domainId, slot: slotAt(clock.now()), sha256: digests.sha256, nonce });
    try {
      await place(path, location);
    } catch (error) {
      throw storageFailure(error, root);
    }
    placed = location;
    return location;
  };
  // While it is being committed, it may move between finding out where it is and opening it.
  const openFile = async (): Promise<FileHandle> => {
    if (placed !== null) return openExisting(join(root, placed), placed);
    try {
      return await openExisting(path, path);
    } catch (error) {
      const location = committing === null ? null : await committing;
      if (location === null) throw error;
      return openExisting(join(root, location), location);
    }
  };
  const source: BlobSource = {
    location: `${domainId}/${stagingFolder}/${nonce}`,
    sizeBytes,
    sha256: digests.sha256,
    openFile,
    encryption: seal === null ? null : { domainId, locationNonce: nonce, dataKey: async () => seal.dataKey },
  };
  return {
    sizeBytes,
    digests,
    stagedAt: staged.stagedAt,
    open: (range) => openRange(source, range),
    async commit() {
      committing ??= commit();
      return { location: await committing, wrappedKey: seal?.wrappedKey ?? null };
    },
    async discard() {
      if (committing === null) await rm(path, { force: true });
    },
  };
}

/** The folder is there but for the first time: it is made where opening fails for want of it. */
async function openIn<T>(folder: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return open();
  }
}

async function checkWritable(root: string): Promise<void> {
  const path = join(root, `${checkPrefix}${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile('check');
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw storageFailure(error, root);
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Blobs as files. Bytes are staged in `<domain>/incoming/`, hashed and encrypted while they stream, and moved to
 * `<domain>/<yyyymmdd>/<hhm0>/<sha256>.<nonce>`, where no other bytes ever were or will be. Once `commit` has answered,
 * they survive a loss of power.
 */
export async function openFsBlobStore(given: FsBlobStoreDeps): Promise<BlobStore> {
  const deps = { ...given, root: resolve(given.root) };
  const { root, clock, keys, encrypt } = deps;
  const sync = groupSync(deps.syncDirectory ?? syncDirectory);
  const place = createPlaceFile(root, sync);
  const pool = createStagingPool(stagingThreads);
  const recent = createRecentBlobs(deps.recentBytes ?? defaultRecentBytes, (blob) =>
    readWhole(storedSource(deps, blob)),
  );
  await makeFolder(root);

  return {
    async stage(domainId, bytes, options) {
      const nonceBytes = randomBytes(8);
      const nonce = nonceBytes.toString('hex');
      const folder = join(root, String(domainId), stagingFolder);
      const path = join(folder, nonce);
      const seal = encrypt ? await newBlobSeal(keys, domainId, nonceBytes) : null;
      const places = {
        openSmall: () => openIn(folder, () => openStagingFile(path, seal)),
        openLarge: async () => {
          await mkdir(folder, { recursive: true, mode: 0o700 });
          return pool.open(path, seal);
        },
      };
      try {
        const content = await stageBytes(places, bytes, options);
        return stagedFile(deps, place, { domainId, path, nonce, seal, stagedAt: clock.now() }, content);
      } catch (error) {
        throw storageFailure(error, root);
      }
    },
    open: (blob, range) =>
      blob.sizeBytes > smallBlobBytes
        ? openRange(storedSource(deps, blob), range)
        : openWhole(blob.sizeBytes, () => recent.read(blob), range),
    readSmall(blob) {
      if (blob.sizeBytes > smallBlobBytes) throw new RangeError(`The blob '${blob.location}' is not small.`);
      return recent.read(blob);
    },
    async remove(location) {
      recent.forget(location);
      const parsed = parseLocation(location);
      if (parsed !== null) await removeFile(root, parsed, clock.now());
    },
    list: (olderThan) => listLocations(root, olderThan),
    removeAbandoned: (olderThan, { dryRun = false } = {}) => removeAbandonedFiles(root, olderThan, dryRun),
    check: () => checkWritable(root),
    close: () => pool.close(),
  };
}

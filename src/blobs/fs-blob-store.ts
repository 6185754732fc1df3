import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../kernel/clock.ts';
import type { DataKeys } from '../keys/domain-keys.ts';
import { parseLocation } from './blob-location.ts';
import type { BlobSource } from './blob-source.ts';
import { BlobMissingError, type BlobRef, type BlobStore, smallBlobBytes } from './blob-store.ts';
import { groupSync } from './group-sync.ts';
import { checkPrefix, listLocations, removeAbandonedFiles } from './list-locations.ts';
import { makeFolder } from './make-folder.ts';
import { openExisting } from './open-existing.ts';
import { openRange, openWhole } from './open-range.ts';
import { createPlacing } from './placing.ts';
import { readWhole } from './read-blob.ts';
import { createRecentBlobs } from './recent-blobs.ts';
import { removeFile } from './remove-file.ts';
import { createStagingPool } from './staging-pool.ts';
import { storageFailure } from './storage-failure.ts';
import { type SyncDirectory, syncDirectory } from './sync-directory.ts';
import { takeIn } from './take-in.ts';

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
 * Blobs as files at `<domain>/<yyyymmdd>/<hhm0>/<sha256>.<nonce>`, where no other bytes ever were or will be. Large ones are
 * staged in `<domain>/incoming/`, hashed and encrypted while they stream, and moved; small ones wait in memory and are
 * written where they stay. Once `commit` has answered, they survive a loss of power.
 */
export async function openFsBlobStore(given: FsBlobStoreDeps): Promise<BlobStore> {
  const deps = { ...given, root: resolve(given.root) };
  const { root, clock } = deps;
  const placing = createPlacing(root, groupSync(deps.syncDirectory ?? syncDirectory));
  const pool = createStagingPool(stagingThreads);
  const recent = createRecentBlobs(deps.recentBytes ?? defaultRecentBytes, (blob) =>
    readWhole(storedSource(deps, blob)),
  );
  await makeFolder(root);

  return {
    stage: (domainId, bytes, options) => takeIn({ ...deps, placing, pool }, domainId, bytes, options),
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

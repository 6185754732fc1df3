import { dirname, join } from 'node:path';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openFsBlobStore } from '../blobs/fs-blob-store.ts';
import { makeFolder } from '../blobs/make-folder.ts';
import type { Settings } from '../config/settings.ts';
import { systemClock } from '../kernel/clock.ts';
import { createDomainKeys } from '../keys/domain-keys.ts';
import type { KeyRingDeps } from '../keys/key-ring.ts';
import { openRootKey, type RootKey } from '../keys/root-key.ts';
import { connectSqlite } from '../metadata/connect-sqlite.ts';
import type { Database } from '../metadata/database.ts';
import { keyRecords } from '../metadata/keys.ts';

/** What the server and the command-line tools open first, and close last. */
export interface OpenStores extends AsyncDisposable {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly root: RootKey;
  readonly ring: KeyRingDeps;
}

/** Where the root key is. */
export const keysFolder = ({ dataDir }: Pick<Settings, 'dataDir'>): string => join(dataDir, 'keys');

async function connect({ database }: Settings): Promise<Database> {
  if (database.kind === 'postgres') {
    // Its driver is loaded only where it is used: it costs memory and time.
    const { connectPostgres } = await import('../metadata/connect-postgres.ts');
    return connectPostgres(database.url);
  }
  await makeFolder(dirname(database.path));
  return connectSqlite(database.path);
}

/** Opens metadata, keys and blobs, and makes what is missing. `recentBytes`: of small blobs to keep in memory. */
export async function openStores(settings: Settings, options: { recentBytes?: number } = {}): Promise<OpenStores> {
  await using opened = new AsyncDisposableStack();
  await makeFolder(settings.dataDir);
  const database = await connect(settings);
  opened.defer(() => database.close());
  const records = keyRecords(database, systemClock);
  const root = await openRootKey({ folder: keysFolder(settings), record: records.rootKey });
  const ring = { root, store: records.keys, clock: systemClock };
  const blobs = await openFsBlobStore({
    root: settings.blobStore.path,
    clock: systemClock,
    keys: createDomainKeys(ring),
    encrypt: settings.encryption,
    ...options,
  });
  opened.defer(() => blobs.close());
  const open = opened.move();
  return { database, blobs, root, ring, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

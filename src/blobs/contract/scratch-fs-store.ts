import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { createDomainKeys, type DataKeys } from '../../keys/domain-keys.ts';
import type { SealedKey } from '../../keys/key-ring.ts';
import { localKeyWrapper } from '../../keys/local-key-wrapper.ts';
import { openFsBlobStore } from '../fs-blob-store.ts';
import type { SyncDirectory } from '../sync-directory.ts';
import type { StoreUnderTest } from './blob-store-contract.ts';

/** Keys of domains, kept in memory. */
export function scratchKeys(): DataKeys {
  const rows = new Map<string, SealedKey>();
  const root = { ...localKeyWrapper(Buffer.alloc(32, 7)), refresh: async () => {} };
  return createDomainKeys({
    root,
    clock: systemClock,
    store: {
      list: async (purpose, domainId) =>
        [...rows.values()].filter((row) => row.purpose === purpose && row.domainId === domainId),
      insertOrRead: async (key) => {
        if (!rows.has(key.id)) rows.set(key.id, key);
        return rows.get(key.id) ?? null;
      },
    },
  });
}

export interface ScratchFsStore extends StoreUnderTest {
  readonly root: string;
}

/** A file store in a folder of its own, whose clock starts at a fixed time. */
export async function scratchFsStore(encrypt: boolean, syncDirectory?: SyncDirectory): Promise<ScratchFsStore> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-blobs-'));
  const root = join(folder, 'blobs');
  let now = Date.parse('2026-06-01T12:34:56Z');
  const clock = { now: () => new Date(now) };
  const store = await openFsBlobStore({
    root,
    clock,
    keys: scratchKeys(),
    encrypt,
    ...(syncDirectory === undefined ? {} : { syncDirectory }),
  });
  return {
    store,
    root,
    now: clock.now,
    passMinutes: (minutes) => {
      now += minutes * 60_000;
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import type { Clock } from '../kernel/clock.ts';
import type { RootKey } from './root-key.ts';
import { sealContext } from './seal-context.ts';
import { storeSealed } from './store-sealed.ts';

export type KeyPurpose = 'domain-data' | 'session' | 'token-signing';

/** A key as the metadata store holds it. Domain 0 is the installation. */
export interface SealedKey {
  readonly id: string;
  readonly purpose: string;
  readonly domainId: number;
  readonly sealed: Uint8Array;
  readonly createdAt: number;
}

export interface SealedKeyStore {
  list(purpose: string, domainId: number): Promise<readonly SealedKey[]>;
  /** The row with this id, inserted if there was none; null, inserting nothing, when another root key is in effect. */
  insertOrRead(key: SealedKey, rootKeyId: string): Promise<SealedKey | null>;
}

export interface KeyRingDeps {
  readonly root: RootKey;
  readonly store: SealedKeyStore;
  readonly clock: Clock;
}

export interface OpenedKey {
  /** 1 for the first key of its purpose and domain; a later one counts on. */
  readonly generation: number;
  readonly secret: Buffer;
}

const keyId = (purpose: KeyPurpose, domainId: number, generation: number): string =>
  `${purpose}/${domainId}/${generation}`;

async function openKey({ root }: KeyRingDeps, { id, sealed }: SealedKey): Promise<OpenedKey> {
  const generation = Number(id.slice(id.lastIndexOf('/') + 1));
  if (!Number.isSafeInteger(generation)) throw new Error(`The key '${id}' of the metadata store has no generation.`);
  return { generation, secret: await root.unwrap(sealed, sealContext('key', id)) };
}

/**
 * The keys of one purpose and domain, oldest first. When there are none yet, `make` makes the first; processes that do
 * so at once agree on one.
 */
export async function openKeys(
  deps: KeyRingDeps,
  purpose: KeyPurpose,
  domainId: number,
  make: () => Uint8Array,
): Promise<readonly OpenedKey[]> {
  const { root, store, clock } = deps;
  let rows = await store.list(purpose, domainId);
  if (rows.length === 0) {
    const id = keyId(purpose, domainId, 1);
    const secret = make();
    const first = await storeSealed(root, async (rootKeyId) => {
      const sealed = await root.wrap(secret, sealContext('key', id));
      return store.insertOrRead({ id, purpose, domainId, sealed, createdAt: clock.now().getTime() }, rootKeyId);
    });
    rows = [first];
  }
  const opened = await Promise.all(rows.map((row) => openKey(deps, row)));
  return opened.toSorted((a, b) => a.generation - b.generation);
}

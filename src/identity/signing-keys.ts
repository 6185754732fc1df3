import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type KeyRingDeps, openKeys } from '../keys/key-ring.ts';
import { keepLoaded } from './keep-loaded.ts';

export interface SigningKeys {
  /** The newest, with its id. */
  current(): Promise<{ readonly id: string; readonly privateKey: KeyObject }>;
  /** null: nobody signs with such a key. */
  findPublic(id: string): Promise<KeyObject | null>;
}

interface Loaded {
  readonly current: { readonly id: string; readonly privateKey: KeyObject };
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

async function load(deps: KeyRingDeps): Promise<Loaded> {
  const keys = await openKeys(deps, 'token-signing', 0, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
  );
  const opened = keys.map(({ generation, secret }) => ({
    id: String(generation),
    privateKey: createPrivateKey({ key: secret, type: 'pkcs8', format: 'der' }),
  }));
  const current = opened.at(-1);
  if (current === undefined) throw new Error('The metadata store holds no key to sign tokens with.');
  return { current, publicKeys: new Map(opened.map(({ id, privateKey }) => [id, createPublicKey(privateKey)])) };
}

/** The installation's Ed25519 keys, sealed in the metadata store, so that every process signs and accepts the same. */
export function createSigningKeys(deps: KeyRingDeps & { readonly clock: Clock }): SigningKeys {
  const loaded = keepLoaded(() => load(deps), deps.clock);
  return {
    current: async () => (await loaded()).current,
    findPublic: async (id) => (await loaded(({ publicKeys }) => publicKeys.has(id))).publicKeys.get(id) ?? null,
  };
}

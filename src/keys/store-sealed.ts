import type { RootKey } from './root-key.ts';

const attempts = 3;

/**
 * Stores secrets that were sealed by the root key in effect. `store` seals and inserts under the id it is given, and
 * answers null, having inserted nothing, when another key is in effect by now: then it is asked again with that one.
 */
export async function storeSealed<T>(root: RootKey, store: (rootKeyId: string) => Promise<T | null>): Promise<T> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await store(root.id);
    if (stored !== null) return stored;
    await root.refresh();
  }
  throw new Error('The root key changed again and again while a secret was being sealed; try again.');
}

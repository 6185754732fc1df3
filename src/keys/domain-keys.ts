import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { boxOverheadBytes, openBox, sealBox } from './aes-box.ts';
import { type KeyRingDeps, openKeys } from './key-ring.ts';
import { SealedSecretError } from './key-wrapper.ts';

export const dataKeyBytes = 32;
const generationBytes = 4;

/** A wrapped data key: the generation of the domain's key (4 bytes), then an AES-256-GCM box. */
export const wrappedDataKeyBytes = generationBytes + boxOverheadBytes + dataKeyBytes;

/** Wraps the key of each blob by a key of its domain, which the root key seals. Domain 0 is the installation. */
export interface DataKeys {
  wrapDataKey(domainId: number, key: Uint8Array): Promise<Uint8Array>;
  /** Rejects with `SealedSecretError` when it was wrapped for another domain, or changed. */
  unwrapDataKey(domainId: number, wrapped: Uint8Array): Promise<Buffer>;
}

type Generations = ReadonlyMap<number, KeyObject>;

const context = (domainId: number): string => `coffer data key of domain ${domainId}`;

/** Each domain gets its key at the first use; opened keys stay in memory. */
export function createDomainKeys(deps: KeyRingDeps): DataKeys {
  const domains = new Map<number, Promise<Generations>>();

  const load = async (domainId: number): Promise<Generations> => {
    const keys = await openKeys(deps, 'domain-data', domainId, () => randomBytes(32));
    return new Map(keys.map(({ generation, secret }) => [generation, createSecretKey(secret)]));
  };
  const reload = (domainId: number): Promise<Generations> => {
    const loading = load(domainId);
    domains.set(domainId, loading);
    // A store that did not answer is asked again next time; whoever waits for this one gets the error.
    loading.catch(() => domains.get(domainId) === loading && domains.delete(domainId));
    return loading;
  };
  const generationsOf = (domainId: number): Promise<Generations> => domains.get(domainId) ?? reload(domainId);

  return {
    async wrapDataKey(domainId, key) {
      const generations = await generationsOf(domainId);
      const newest = Math.max(...generations.keys());
      const prefix = Buffer.alloc(generationBytes);
      prefix.writeUInt32BE(newest);
      return Buffer.concat([prefix, sealBox(generations.get(newest) as KeyObject, key, context(domainId))]);
    },
    async unwrapDataKey(domainId, wrapped) {
      if (wrapped.length !== wrappedDataKeyBytes)
        throw new SealedSecretError(`A wrapped data key of domain ${domainId} has ${wrapped.length} bytes.`);
      const generation = Buffer.from(wrapped.buffer, wrapped.byteOffset, generationBytes).readUInt32BE();
      const key = (await generationsOf(domainId)).get(generation) ?? (await reload(domainId)).get(generation);
      if (key === undefined)
        throw new SealedSecretError(
          `Domain ${domainId} has no key of generation ${generation}: it was deleted or never made.`,
        );
      const plain = openBox(key, wrapped.subarray(generationBytes), context(domainId));
      if (plain === null)
        throw new SealedSecretError(`A data key of domain ${domainId} is damaged: its seal does not fit.`);
      return plain;
    },
  };
}

import { createHmac, createSecretKey } from 'node:crypto';
import { openBox, sealBox } from './aes-box.ts';
import { type KeyWrapper, SealedSecretError } from './key-wrapper.ts';

export const localKeyBytes = 32;
const formatVersion = 1;
const idBytes = 8;
const prefixBytes = 1 + idBytes;

/** 16 hex digits that name a key and tell nothing about it. */
export const localKeyId = (key: Uint8Array): string =>
  createHmac('sha256', key)
    .update('coffer root key id')
    .digest('hex')
    .slice(0, 2 * idBytes);

/** The id of the key that sealed these bytes; null when they are no sealed secret. */
export function sealedBy(sealed: Uint8Array): string | null {
  if (sealed.length < prefixBytes || sealed[0] !== formatVersion) return null;
  return Buffer.from(sealed.subarray(1, prefixBytes)).toString('hex');
}

/** Seals with 32 bytes held in memory. Sealed: a version byte, 8 bytes of the key's id, an AES-256-GCM box. */
export function localKeyWrapper(key: Uint8Array): KeyWrapper {
  if (key.length !== localKeyBytes) throw new TypeError(`A root key has ${localKeyBytes} bytes, not ${key.length}.`);
  const id = localKeyId(key);
  const prefix = Buffer.concat([Buffer.of(formatVersion), Buffer.from(id, 'hex')]);
  const secret = createSecretKey(key);
  return {
    id,
    async wrap(plain, context) {
      return Buffer.concat([prefix, sealBox(secret, plain, context)]);
    },
    async unwrap(sealed, context) {
      const by = sealedBy(sealed);
      if (by !== id)
        throw new SealedSecretError(
          `The secret '${context}' was sealed by the root key ${by ?? 'unknown'}, not by ${id}.`,
        );
      const plain = openBox(secret, sealed.subarray(prefixBytes), context);
      if (plain === null) throw new SealedSecretError(`The secret '${context}' is damaged: its seal does not fit.`);
      return plain;
    },
  };
}

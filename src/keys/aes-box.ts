import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { pooledRandom } from '../kernel/pooled-random.ts';

const nonceBytes = 12;
const tagBytes = 16;

/** How many bytes a box is longer than what it holds. */
export const boxOverheadBytes = nonceBytes + tagBytes;

/** AES-256-GCM (NIST SP 800-38D): a random nonce, the ciphertext, the tag. `context` is authenticated, not kept. */
export function sealBox(key: KeyObject, plain: Uint8Array, context: string): Buffer {
  const nonce = pooledRandom(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What `sealBox` was given; null when the box, the key or the context is another. */
export function openBox(key: KeyObject, box: Uint8Array, context: string): Buffer | null {
  if (box.length < boxOverheadBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  const plain = decipher.update(box.subarray(nonceBytes, box.length - tagBytes));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}

import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { noncePrefixBytes } from './blob-header.ts';
import { frameTagBytes } from './frame-layout.ts';

/** What every frame of one blob is sealed with. */
export interface FrameCipher {
  /** The sealed frame: ciphertext and tag. */
  seal(index: number, last: boolean, plain: Uint8Array): Buffer;
  /** The plain frame, only after its tag was checked; null when it is another frame, or not as it was sealed. */
  open(index: number, last: boolean, sealed: Uint8Array): Buffer | null;
}

const algorithm = 'aes-256-gcm';
const options = { authTagLength: frameTagBytes };

/**
 * AES-256-GCM by frame. The nonce is prefix ‖ index (4) ‖ last (1), so that no frame opens in another place and a file
 * cut between frames has no last one; the digest of the header is authenticated with each.
 */
export function frameCipher(dataKey: Uint8Array, header: Uint8Array, noncePrefix: Uint8Array): FrameCipher {
  const associated = hash('sha256', header, 'buffer');
  const nonceOf = (index: number, last: boolean): Buffer => {
    const nonce = Buffer.alloc(noncePrefixBytes + 5);
    nonce.set(noncePrefix);
    nonce.writeUInt32BE(index, noncePrefixBytes);
    nonce[noncePrefixBytes + 4] = last ? 1 : 0;
    return nonce;
  };
  return {
    seal(index, last, plain) {
      const cipher = createCipheriv(algorithm, dataKey, nonceOf(index, last), options).setAAD(associated);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(index, last, sealed) {
      const end = sealed.length - frameTagBytes;
      if (end < 0) return null;
      const decipher = createDecipheriv(algorithm, dataKey, nonceOf(index, last), options).setAAD(associated);
      decipher.setAuthTag(sealed.subarray(end));
      const plain = decipher.update(sealed.subarray(0, end));
      try {
        decipher.final();
      } catch {
        return null;
      }
      return plain;
    },
  };
}

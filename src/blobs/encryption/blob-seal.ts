import { pooledRandom } from '../../kernel/pooled-random.ts';
import { type DataKeys, dataKeyBytes } from '../../keys/domain-keys.ts';
import { encodeHeader, locationNonceBytes, noncePrefixBytes } from './blob-header.ts';
import { type FrameCipher, frameCipher } from './frame-cipher.ts';

/** How one blob is encrypted: plain values, so that a thread can be handed them. */
export interface BlobSeal {
  readonly dataKey: Uint8Array;
  readonly header: Uint8Array;
  readonly noncePrefix: Uint8Array;
  readonly wrappedKey: Uint8Array;
}

/** A key of its own for a blob that is about to be written. */
export async function newBlobSeal(keys: DataKeys, domainId: number, locationNonce: Uint8Array): Promise<BlobSeal> {
  if (locationNonce.length !== locationNonceBytes) throw new TypeError('The nonce of a location has 8 bytes.');
  const dataKey = pooledRandom(dataKeyBytes);
  const noncePrefix = pooledRandom(noncePrefixBytes);
  const wrappedKey = await keys.wrapDataKey(domainId, dataKey);
  return {
    dataKey,
    noncePrefix,
    wrappedKey,
    header: encodeHeader({ noncePrefix, domainId, locationNonce, wrappedKey }),
  };
}

export const cipherOf = ({ dataKey, header, noncePrefix }: BlobSeal): FrameCipher =>
  frameCipher(dataKey, header, noncePrefix);

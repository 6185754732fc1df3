import { wrappedDataKeyBytes } from '../../keys/domain-keys.ts';
import { frameBytes, headerBytes } from './frame-layout.ts';

const magic = Buffer.from('COFB', 'latin1');
const version = 1;
export const noncePrefixBytes = 7;
export const locationNonceBytes = 8;

const at = { magic: 0, version: 4, noncePrefix: 5, frameSize: 12, domain: 16, location: 24, wrappedKey: 32 } as const;
const end = at.wrappedKey + wrappedDataKeyBytes;

/** What stands before the frames; final before the first byte of the blob is known. */
export interface BlobHeader {
  readonly noncePrefix: Uint8Array;
  readonly domainId: number;
  /** The random part of the location, so that a file moved to another name is found out. */
  readonly locationNonce: Uint8Array;
  /** The data key as it was wrapped first: enough to read the file without the database while that key is kept. */
  readonly wrappedKey: Uint8Array;
}

/**
 * 128 bytes: `COFB`, version (1), nonce prefix (7), frame size (4), domain (8), location nonce (8), wrapped data key (64,
 * which begins with the generation of the domain's key), zeros. Numbers are big-endian.
 */
export function encodeHeader({ noncePrefix, domainId, locationNonce, wrappedKey }: BlobHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.set(magic, at.magic);
  header[at.version] = version;
  header.set(noncePrefix, at.noncePrefix);
  header.writeUInt32BE(frameBytes, at.frameSize);
  header.writeBigUInt64BE(BigInt(domainId), at.domain);
  header.set(locationNonce, at.location);
  header.set(wrappedKey, at.wrappedKey);
  return header;
}

/** null: these bytes are no header that this version can read. */
export function decodeHeader(bytes: Buffer): BlobHeader | null {
  if (bytes.length !== headerBytes || !bytes.subarray(0, at.version).equals(magic)) return null;
  if (bytes[at.version] !== version || bytes.readUInt32BE(at.frameSize) !== frameBytes) return null;
  if (bytes.subarray(end).some((byte) => byte !== 0)) return null;
  return {
    noncePrefix: bytes.subarray(at.noncePrefix, at.noncePrefix + noncePrefixBytes),
    domainId: Number(bytes.readBigUInt64BE(at.domain)),
    locationNonce: bytes.subarray(at.location, at.location + locationNonceBytes),
    wrappedKey: bytes.subarray(at.wrappedKey, end),
  };
}

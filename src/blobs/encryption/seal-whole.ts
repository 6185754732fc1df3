import { type BlobSeal, cipherOf } from './blob-seal.ts';

/** The whole file of a blob that fits into one frame. */
export const sealWhole = (seal: BlobSeal, bytes: Uint8Array): Buffer =>
  Buffer.concat([seal.header, cipherOf(seal).seal(0, true, bytes)]);

import { createHash } from 'node:crypto';
import type { Digests } from '../model/digests.ts';

/** All four digests of bytes that pass once. */
export interface Digester {
  update(chunk: Uint8Array): void;
  /** Ends it. */
  digests(): Digests;
}

export function createDigester(): Digester {
  const [md5, sha1, sha256, sha512] = [
    createHash('md5'),
    createHash('sha1'),
    createHash('sha256'),
    createHash('sha512'),
  ];
  const all = [md5, sha1, sha256, sha512];
  return {
    update(chunk) {
      for (const hash of all) hash.update(chunk);
    },
    digests: () => ({
      md5: md5.digest('hex'),
      sha1: sha1.digest('hex'),
      sha256: sha256.digest('hex'),
      sha512: sha512.digest('hex'),
    }),
  };
}

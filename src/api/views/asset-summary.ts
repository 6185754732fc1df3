import type { AssetSummary } from '@aws-sdk/client-codeartifact';
import type { Digests } from '../../model/digests.ts';

/** Size and digests as far as they are known: an upstream may not have promised all. */
export function summariseAsset(name: string, sizeBytes: number | null, digests: Partial<Digests>): AssetSummary {
  const { md5, sha1, sha256, sha512 } = digests;
  const hashes = {
    ...(md5 !== undefined && { MD5: md5 }),
    ...(sha1 !== undefined && { 'SHA-1': sha1 }),
    ...(sha256 !== undefined && { 'SHA-256': sha256 }),
    ...(sha512 !== undefined && { 'SHA-512': sha512 }),
  };
  return { name, size: sizeBytes ?? undefined, hashes };
}

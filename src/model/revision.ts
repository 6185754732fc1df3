import { createHash } from 'node:crypto';
import { type Digests, strongestFirst } from './digests.ts';

export interface RevisionParts {
  readonly format: string;
  readonly packageKey: string;
  readonly version: string;
  readonly factsDigest: Uint8Array;
  readonly assets: readonly { readonly name: string; readonly digests: Partial<Digests> }[];
}

/** SHA-256 where it is known, else the strongest digest that an upstream promised. */
function identityOf(digests: Partial<Digests>): string {
  if (digests.sha256 !== undefined) return digests.sha256;
  const strongest = strongestFirst.find((name) => digests[name] !== undefined);
  return strongest === undefined ? '' : `${strongest}:${digests[strongest]}`;
}

/**
 * The revision of a version: base64 of 32 bytes that name exactly this set of assets and facts. Status, tags and times
 * are outside it, so a copy keeps the revision and a status change does not alter it.
 */
export function revisionOf({ format, packageKey, version, factsDigest, assets }: RevisionParts): string {
  const hash = createHash('sha256');
  const add = (text: string | Uint8Array): void => {
    hash.update(`${text.length}:`);
    hash.update(text);
  };
  for (const part of [format, packageKey, version, factsDigest]) add(part);
  for (const { name, digests } of [...assets].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    add(name);
    add(identityOf(digests));
  }
  return hash.digest('base64');
}

export const revisionBytes = (revision: string): Buffer => Buffer.from(revision, 'base64');
export const revisionText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

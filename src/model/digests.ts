import { hash } from 'node:crypto';

/** Lower-case hex. */
export interface Digests {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
}

export type DigestName = keyof Digests;
export const digestNames: readonly DigestName[] = ['md5', 'sha1', 'sha256', 'sha512'];

/** The digests strong enough to trust bytes by, strongest first. */
export const strongestFirst: readonly DigestName[] = ['sha512', 'sha256', 'sha1', 'md5'];

export function digestsOf(bytes: Uint8Array): Digests {
  const hex = (name: DigestName): string => hash(name, bytes, 'hex');
  return { md5: hex('md5'), sha1: hex('sha1'), sha256: hex('sha256'), sha512: hex('sha512') };
}

/** The first of `expected` that `actual` does not have; null when all agree. */
export function findMismatch(
  expected: Partial<Digests>,
  actual: Digests,
): { algorithm: DigestName; expected: string; actual: string } | null {
  for (const algorithm of strongestFirst) {
    const wanted = expected[algorithm]?.toLowerCase();
    if (wanted !== undefined && wanted !== actual[algorithm])
      return { algorithm, expected: wanted, actual: actual[algorithm] };
  }
  return null;
}

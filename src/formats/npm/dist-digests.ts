import type { Digests } from '../../model/digests.ts';
import { type JsonObject, memberOf } from '../shared/json-text.ts';

const names: ReadonlyMap<string, keyof Digests> = new Map([
  ['sha512', 'sha512'],
  ['sha256', 'sha256'],
  ['sha1', 'sha1'],
]);

const lengths: Readonly<Record<keyof Digests, number>> = { sha512: 64, sha256: 32, sha1: 20, md5: 16 };

/** Digests of the tarball that a `dist` promises: `integrity` (W3C Subresource Integrity) and `shasum` (hex SHA-1). */
export function promisedDigests(dist: JsonObject): Partial<Digests> {
  const promised: { -readonly [K in keyof Digests]?: string } = {};
  const [integrity, shasum] = [memberOf(dist, 'integrity'), memberOf(dist, 'shasum')];
  if (typeof shasum === 'string' && /^[0-9a-f]{40}$/i.test(shasum)) promised.sha1 = shasum.toLowerCase();
  for (const entry of typeof integrity === 'string' ? integrity.trim().split(/\s+/) : []) {
    const [algorithm = '', rest = ''] = entry.split('-', 2);
    const name = names.get(algorithm);
    const bytes = Buffer.from(rest.split('?', 1)[0] ?? '', 'base64');
    if (name !== undefined && bytes.length === lengths[name]) promised[name] = bytes.toString('hex');
  }
  return promised;
}

import { invalid } from '../../kernel/errors.ts';
import type { DigestName, Digests } from '../../model/digests.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** Header names of algorithms, and how many bytes each digest has. */
const algorithms = new Map<string, { readonly name: DigestName; readonly bytes: number }>([
  ['md5', { name: 'md5', bytes: 16 }],
  ['sha', { name: 'sha1', bytes: 20 }],
  ['sha-256', { name: 'sha256', bytes: 32 }],
  ['sha-512', { name: 'sha512', bytes: 64 }],
]);

/**
 * What the headers of an upload promise of its bytes: X-Checksum-Md5, -Sha1, -Sha256, -Sha512 (hex), Content-MD5 (RFC
 * 1864), Digest (RFC 3230), Repr-Digest and Content-Digest (RFC 9530). Algorithms unknown here are passed over; a
 * damaged digest, or two that differ, are Validation.
 */
export function promisedDigests(headers: Headers): Partial<Digests> {
  const promised: Partial<Record<DigestName, string>> = {};
  const add = (header: string, algorithm: string, value: string, encoding: 'hex' | 'base64'): void => {
    const known = algorithms.get(algorithm);
    if (known === undefined) return;
    const hex = decode(header, value, encoding, known.bytes);
    if ((promised[known.name] ?? hex) !== hex)
      throw invalid(`The request promises two different ${algorithm} digests.`);
    promised[known.name] = hex;
  };
  for (const algorithm of algorithms.keys()) {
    const header = algorithm === 'sha' ? 'x-checksum-sha1' : `x-checksum-${algorithm.replace('-', '')}`;
    const value = headers[header];
    if (value !== undefined) add(header, algorithm, value.trim(), 'hex');
  }
  if (headers['content-md5'] !== undefined) add('content-md5', 'md5', headers['content-md5'].trim(), 'base64');
  for (const [header, algorithm, value] of listed(headers)) add(header, algorithm, value, 'base64');
  return promised;
}

/** Content-Digest is of the bytes on the wire, which are gone once the body is inflated. */
function* listed(headers: Headers): Generator<[header: string, algorithm: string, value: string]> {
  const isEncoded = (headers['content-encoding'] ?? 'identity') !== 'identity';
  if (isEncoded && headers['content-digest'] !== undefined)
    throw invalid('With a Content-Encoding, send Repr-Digest instead of Content-Digest.');
  for (const header of ['digest', 'repr-digest', 'content-digest'])
    for (const part of (headers[header] ?? '').split(',')) {
      const cut = part.indexOf('=');
      if (cut < 0) continue;
      const value = part.slice(cut + 1).trim();
      const isWrapped = header !== 'digest';
      if (isWrapped && !/^:[^:]*:$/.test(value)) throw invalid(`The ${header} header must hold :base64: values.`);
      yield [header, part.slice(0, cut).trim().toLowerCase(), isWrapped ? value.slice(1, -1) : value];
    }
}

function decode(header: string, value: string, encoding: 'hex' | 'base64', length: number): string {
  const bytes = Buffer.from(value, encoding);
  const isWhole =
    encoding === 'hex'
      ? value.length === 2 * length
      : value.replace(/={0,2}$/, '').length === Math.ceil((length * 8) / 6);
  if (bytes.length !== length || !isWhole)
    throw invalid(`The ${header} header holds no ${length}-byte digest in ${encoding}.`);
  return bytes.toString('hex');
}

import { type DigestName, type Digests, strongestFirst } from '../model/digests.ts';
import type { AssetEntry } from '../model/package.ts';
import type { Engine } from './engine.ts';
import type { Speaking } from './upstream-listings.ts';
import { upstreamSource } from './upstream-source.ts';

const hexLengths: Readonly<Record<DigestName, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/** The first word of the text, where it is a digest of that length (Maven's `.sha1` files may name the file after it). */
function parseDigest(text: string, algorithm: DigestName): string | null {
  const word = text.trimStart().split(/\s/, 1)[0] ?? '';
  return word.length === hexLengths[algorithm] && /^[0-9a-f]+$/i.test(word) ? word.toLowerCase() : null;
}

/** What an upstream promises of an asset: in its listing, or in a file beside the asset. */
export async function promisedDigests(
  { replies }: Pick<Engine, 'replies'>,
  { connection, address }: Speaking,
  { digests, upstream }: Pick<AssetEntry, 'digests' | 'upstream'>,
): Promise<Partial<Digests>> {
  const listed = { ...digests, ...upstream?.digests };
  if (upstream?.digestUrl === undefined || strongestFirst.some((name) => listed[name] !== undefined)) return listed;
  const { algorithm, url } = upstream.digestUrl;
  const source = upstreamSource(replies, connection, address, 'usual');
  const reply = await source.get(url);
  const digest = reply === null ? null : parseDigest((await reply.text()).slice(0, 1024), algorithm);
  return digest === null ? {} : { [algorithm]: digest };
}

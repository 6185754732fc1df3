import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Document, Rendered } from '../formats/format.ts';
import { type Digests, digestNames, digestsOf } from '../model/digests.ts';
import { type DocumentBody, documentBody } from './document-body.ts';

/** A document as http sends it. */
export interface ServedDocument extends Document {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: DocumentBody;
}

/** How long a rendering may hold the event loop before others have their turn. */
const sliceMilliseconds = 8;

interface Collected {
  readonly bytes: Uint8Array;
  readonly digests: Digests;
}

/** Joins and hashes the parts as they are made, with a turn of the event loop now and then. */
async function collect(parts: AsyncIterable<string | Uint8Array>): Promise<Collected> {
  const hashes = digestNames.map((name) => [name, createHash(name)] as const);
  const chunks: Buffer[] = [];
  let since = performance.now();
  for await (const part of parts) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : Buffer.from(part);
    for (const [, hash] of hashes) hash.update(chunk);
    chunks.push(chunk);
    if (performance.now() - since < sliceMilliseconds) continue;
    await nextTurn();
    since = performance.now();
  }
  const digests = Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')])) as unknown as Digests;
  return { bytes: Buffer.concat(chunks), digests };
}

function collected(body: Rendered['body']): Collected | Promise<Collected> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return collect(body);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return { bytes, digests: digestsOf(bytes) };
}

/** Strong, over the bytes; the md5 where the client recomputes it (RubyGems). */
const etagOf = (digests: Digests, kind: 'md5' | undefined): string =>
  `"${kind === 'md5' ? digests.md5 : digests.sha256.slice(0, 32)}"`;

/** The bytes of a rendering with what http needs to send them. */
export async function serveRendered(rendered: Rendered, etag: 'md5' | undefined): Promise<ServedDocument> {
  const { bytes, digests } = await collected(rendered.body);
  return {
    kind: 'document',
    etag: etagOf(digests, etag),
    digests,
    contentType: rendered.contentType,
    headers: rendered.headers ?? {},
    body: documentBody(bytes),
  };
}

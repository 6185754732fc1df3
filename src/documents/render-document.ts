import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Document, Rendered } from '../formats/format.ts';
import { type Digests, digestsOf } from '../model/digests.ts';

/** A document as http sends it. */
export interface ServedDocument extends Document {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** The bytes compressed, made once. */
  gzip(): Promise<Uint8Array>;
}

const compress = promisify(gzip);

async function collect(parts: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const part of parts) chunks.push(typeof part === 'string' ? Buffer.from(part) : Buffer.from(part));
  return Buffer.concat(chunks);
}

const bytesOf = async (body: Rendered['body']): Promise<Uint8Array> =>
  typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? body : collect(body);

/** Strong, over the bytes; the md5 where the client recomputes it (RubyGems). */
const etagOf = (digests: Digests, kind: 'md5' | undefined): string =>
  `"${kind === 'md5' ? digests.md5 : digests.sha256.slice(0, 32)}"`;

/** The bytes of a rendering with what http needs to send them. */
export async function serveRendered(rendered: Rendered, etag: 'md5' | undefined): Promise<ServedDocument> {
  const bytes = await bytesOf(rendered.body);
  const digests = digestsOf(bytes);
  let zipped: Promise<Uint8Array> | null = null;
  return {
    kind: 'document',
    etag: etagOf(digests, etag),
    digests,
    contentType: rendered.contentType,
    headers: rendered.headers ?? {},
    bytes,
    gzip() {
      zipped ??= compress(bytes, { level: 6 });
      return zipped;
    },
  };
}

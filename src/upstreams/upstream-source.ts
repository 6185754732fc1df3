import type { UpstreamReply, UpstreamSource } from '../formats/format.ts';
import type { ExternalConnection } from './connections.ts';
import type { CachedReply, Freshness, ReplyCache } from './reply-cache.ts';

/** One answer that a dialect read, by what it takes to ask for it again. */
export interface SeenReply {
  readonly url: URL;
  readonly accept: string;
  readonly status: 200 | 404;
  readonly digest: string | null;
  readonly sizeBytes: number;
  readonly stale: boolean;
}

/** What a dialect reads through, and what it read. */
export interface RecordingSource extends UpstreamSource {
  readonly seen: readonly SeenReply[];
  /** What the upstream itself failed with; null: it did not. */
  failure(): unknown;
}

const text = new TextDecoder('utf-8');

/** A dialect asked for the text of a document that is to be read elsewhere. */
export class TooLargeHereError extends Error {
  override readonly name = 'TooLargeHereError';
}

const upstreamReply = (reply: CachedReply, read: () => Promise<Uint8Array>): UpstreamReply => ({
  url: reply.url,
  contentType: reply.contentType,
  headers: {
    'content-type': reply.contentType,
    ...(reply.etag === null ? {} : { etag: reply.etag }),
    ...(reply.lastModified === null ? {} : { 'last-modified': reply.lastModified }),
  },
  text: async () => text.decode(await read()),
  bytes: read,
});

export function upstreamSource(
  cache: ReplyCache,
  connection: ExternalConnection,
  address: URL,
  freshness: Freshness,
  maxBytes = Number.POSITIVE_INFINITY,
): RecordingSource {
  const seen: SeenReply[] = [];
  let failure: unknown = null;
  const noting = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (error) {
      failure ??= error;
      throw error;
    }
  };
  return {
    url: address,
    seen,
    failure: () => failure,
    async get(path, accept = '*/*') {
      const url = new URL(path, address);
      const reply = await noting(() => cache.get(connection, url, accept, freshness));
      const { status, digest, sizeBytes, stale } = reply;
      seen.push({ url, accept, status, digest, sizeBytes, stale });
      if (status === 404) return null;
      return upstreamReply(reply, () => {
        if (sizeBytes > maxBytes) throw new TooLargeHereError();
        return noting(() => reply.read());
      });
    },
  };
}

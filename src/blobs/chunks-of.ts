import { Readable } from 'node:stream';

/** The chunks, for one reader. A stream that is refused half way is not destroyed: a request still has to be answered. */
export const chunksOf = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  bytes instanceof Readable ? bytes.iterator({ destroyOnReturn: false }) : bytes;

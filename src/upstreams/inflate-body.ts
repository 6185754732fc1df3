import { type Duplex, pipeline, type Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A gzip stream can grow a thousandfold; documents grow ten to fifty times. */
const maxRatio = 200;
const ratioCountsFromBytes = 8 * 1024 * 1024;

/** RFC 9110 §8.4.1; `deflate` is the zlib format. */
const decoders = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

export const acceptedEncodings = 'gzip, br, deflate';

/** What an upstream sent that no honest one sends. */
export class UnusableBodyError extends Error {
  override readonly name = 'UnusableBodyError';
}

function counting(count: (size: number) => UnusableBodyError | null): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const refusal = count(chunk.length);
      if (refusal === null) done(null, chunk);
      else done(refusal);
    },
  });
}

/**
 * The plain bytes of a body. The stream fails with UnusableBodyError past `maxBytes`, at the ratio of a decompression
 * bomb, and for an encoding that was not asked for; with zlib's error for damaged data.
 */
export function inflateBody(body: Readable, encoding: string | undefined, maxBytes: number): Readable {
  let received = 0;
  let produced = 0;
  const receive = counting((size) => {
    received += size;
    return null;
  });
  const produce = counting((size) => {
    produced += size;
    if (produced > maxBytes) return new UnusableBodyError(`it is larger than the ${maxBytes} bytes allowed`);
    if (produced > ratioCountsFromBytes && produced > received * maxRatio)
      return new UnusableBodyError(`it inflates to more than ${maxRatio} times its size`);
    return null;
  });
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  const decoder = decoders.get(name);
  // A pipeline hands its failure to its last stream, so the reader sees it there.
  if (decoder !== undefined) return pipeline(body, receive, decoder(), produce, () => {});
  if (name === 'identity' || name === '') return pipeline(body, receive, produce, () => {});
  body.destroy();
  produce.destroy(new UnusableBodyError(`its content encoding '${name}' was not asked for`));
  return produce;
}

import { Readable } from 'node:stream';
import { invalid } from './errors.ts';

const tooLong = (maxBytes: number) => invalid(`The body is larger than the ${maxBytes} bytes allowed here.`);

/** By events: an iterator of a stream costs more than the few chunks that most have. */
const readStream = (stream: Readable, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stream.destroy(tooLong(maxBytes));
      else chunks.push(chunk);
    });
    stream.on('end', () => resolve(Buffer.concat(chunks, size)));
    stream.on('error', reject);
    stream.on('close', () => reject(new Error('A stream was closed before its end.')));
  });

/** All bytes of a stream; Validation once it grows past `maxBytes`. */
export async function readBytes(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  if (bytes instanceof Readable && !bytes.destroyed && !bytes.readableEnded) return readStream(bytes, maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** A stream of exactly `sizeBytes`, into memory that is its own: nothing is joined at the end. */
export async function readKnown(
  stream: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(new ArrayBuffer(sizeBytes));
  let size = 0;
  for await (const chunk of stream) {
    if (size + chunk.length > sizeBytes) throw new Error(`A stream of ${sizeBytes} bytes is longer than that.`);
    bytes.set(chunk, size);
    size += chunk.length;
  }
  if (size < sizeBytes) throw new Error(`A stream of ${sizeBytes} bytes ended after ${size}.`);
  return bytes;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 text of a stream; Validation when it is too large or no UTF-8. */
export async function readText(stream: Readable, maxBytes: number): Promise<string> {
  const bytes = await readBytes(stream, maxBytes);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw Object.assign(invalid('The body is not valid UTF-8.', 'CANNOT_PARSE'), { cause });
  }
}

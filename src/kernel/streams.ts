import type { Readable } from 'node:stream';
import { invalid } from './errors.ts';

/** All bytes of a stream; Validation once it grows past `maxBytes`. */
export async function readBytes(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw invalid(`The body is larger than the ${maxBytes} bytes allowed here.`);
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

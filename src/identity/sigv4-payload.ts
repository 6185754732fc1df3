import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { invalid } from '../kernel/errors.ts';
import { readBytes } from '../kernel/streams.ts';
import { AuthenticationError } from './authentication-error.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const mismatch = (declared: string, actual: string) =>
  invalid(`The SHA-256 of the body is ${actual}, but x-amz-content-sha256 says ${declared}.`);

/** The payload hash that a request declares; null: none, so it is that of the body. */
export function declaredHash(declared: string | undefined, presigned: boolean): string | null {
  if (declared === undefined) return null;
  if (/^[0-9a-f]{64}$/.test(declared)) return declared;
  if (declared === 'UNSIGNED-PAYLOAD' && presigned) return declared;
  throw new AuthenticationError(
    'InvalidSignature',
    declared === 'UNSIGNED-PAYLOAD' || declared.startsWith('STREAMING-')
      ? `x-amz-content-sha256: ${declared} is not supported here. Sign the SHA-256 of the body.`
      : 'x-amz-content-sha256 must be the SHA-256 of the body in lower-case hex.',
  );
}

/** The whole body, at most `maxBytes`. Validation when it was cut short. */
export async function readPayload(body: Readable, maxBytes: number): Promise<{ bytes: Buffer; hash: string }> {
  try {
    const bytes = await readBytes(body, maxBytes);
    return { bytes, hash: sha256(bytes) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ECONNRESET' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    throw Object.assign(invalid('The body was cut short.', 'CANNOT_PARSE'), { cause: error });
  }
}

/** Reads a body whose declared hash the signature covers. An unsigned one has to be empty. */
export async function readDeclared(body: Readable, declared: string, maxBytes: number): Promise<Buffer> {
  if (declared === 'UNSIGNED-PAYLOAD') return (await readPayload(body, 0)).bytes;
  const { bytes, hash } = await readPayload(body, maxBytes);
  if (hash !== declared) throw mismatch(declared, hash);
  return bytes;
}

/** The bytes as they come; the stream fails at its end, before its reader has seen that, if they are not as declared. */
export function checkedStream(body: Readable, declared: string): Readable {
  const hash = createHash('sha256');
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const actual = hash.digest('hex');
      done(actual === declared ? null : mismatch(declared, actual));
    },
  });
  // Whoever reads the stream gets its errors; nobody may be reading it any more when the connection breaks.
  pipeline(body, checked, () => {});
  return checked;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalid, RegistryError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';

/** A publish document of npm is a third larger than its asset, and holds a manifest. */
const maxBodyBytes = ({ assetSizeBytes }: Quotas): number => Math.ceil(assetSizeBytes * 1.34) + 64 * 1024 ** 2;

async function* capped(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new RegistryError('ServiceQuotaExceeded', 'The request body is too large.');
    yield chunk;
  }
}

/** The bytes as the client meant them: a body cut short is an error, not an end. */
async function* whole(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request as AsyncIterable<Buffer>;
  } catch (cause) {
    throw Object.assign(invalid('The request body ended before its announced length.'), { cause });
  }
  if (!request.complete) throw invalid('The request body ended before its announced length.');
}

function inflated(source: AsyncIterable<Buffer>): Readable {
  const output = new PassThrough();
  const gunzip = createGunzip();
  pipeline(source, gunzip, output).catch((error: unknown) => {
    const isZlib = error instanceof Error && 'errno' in error && !('syscall' in error);
    output.destroy(isZlib ? invalid('The request body is not valid gzip.', 'CANNOT_PARSE') : (error as Error));
  });
  return output;
}

/**
 * The body as one stream, inflated and capped. Nothing is read, and no `100 Continue` sent, before the first read: a
 * handler that refuses earlier spares the client the upload.
 */
export function requestBody(
  quotas: Quotas,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  async function* read(): AsyncGenerator<Buffer> {
    if (encoding !== 'identity' && encoding !== 'gzip')
      throw invalid(`Request bodies with Content-Encoding '${encoding}' are not read; send gzip or none.`);
    if (expectsContinue) response.writeContinue();
    yield* capped(encoding === 'gzip' ? inflated(whole(request)) : whole(request), maxBodyBytes(quotas));
  }
  return Readable.from(read(), { objectMode: false });
}

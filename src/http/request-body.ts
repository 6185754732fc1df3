import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalid, RegistryError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';

/** A publish document of npm is a third larger than its asset, and holds a manifest. */
const maxBodyBytes = ({ assetSizeBytes }: Quotas): number => Math.ceil(assetSizeBytes * 1.34) + 64 * 1024 ** 2;

const tooLarge = (): RegistryError => new RegistryError('ServiceQuotaExceeded', 'The request body is too large.');

const cutShort = (cause?: unknown): RegistryError =>
  Object.assign(invalid('The request body ended before its announced length.'), { cause });

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Listens to the request, and pushes what comes into `body` until it is refused. A body cut short is an error, not an end. */
function pump({ request }: Exchange, body: Readable, maxBytes: number): void {
  let size = 0;
  const fail = (error: Error): void => void body.destroy(error);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (body.destroyed) return;
    if (size > maxBytes) fail(tooLarge());
    else if (!body.push(chunk)) request.pause();
  });
  request.on('end', () => {
    if (request.complete) body.push(null);
    else fail(cutShort());
  });
  request.on('error', (cause) => fail(cutShort(cause)));
  request.on('close', () => {
    if (!request.complete) fail(cutShort());
  });
}

/** What the client still sends is not worth waiting for: the answer ends the connection. What came already is thrown away. */
function abandon({ request, response }: Exchange): void {
  if (!request.complete) response.shouldKeepAlive = false;
  request.resume();
}

/** The bytes as the client sends them; `begin` is called before the first read, and may refuse. */
function received(exchange: Exchange, maxBytes: number, begin: () => void): Readable {
  let begun = false;
  return new Readable({
    read() {
      if (begun) {
        exchange.request.resume();
        return;
      }
      begun = true;
      try {
        begin();
        pump(exchange, this, maxBytes);
      } catch (error) {
        this.destroy(error as Error);
      }
    },
    destroy(error, done) {
      if (begun && !exchange.request.readableEnded) abandon(exchange);
      done(error);
    },
  });
}

function inflated(source: Readable): Readable {
  const output = new PassThrough();
  pipeline(source, createGunzip(), output).catch((error: unknown) => {
    const isZlib = error instanceof Error && 'errno' in error && !('syscall' in error);
    output.destroy(isZlib ? invalid('The request body is not valid gzip.', 'CANNOT_PARSE') : (error as Error));
  });
  return output;
}

async function* inflatedUpTo(maxBytes: number, source: Readable): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of inflated(source) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    yield chunk;
  }
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
  const maxBytes = maxBodyBytes(quotas);
  const body = received({ request, response }, maxBytes, () => {
    if (encoding !== 'identity' && encoding !== 'gzip')
      throw invalid(`Request bodies with Content-Encoding '${encoding}' are not read; send gzip or none.`);
    if (expectsContinue) response.writeContinue();
  });
  return encoding === 'gzip' ? Readable.from(inflatedUpTo(maxBytes, body), { objectMode: false }) : body;
}

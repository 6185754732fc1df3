import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FormatResponse } from '../formats/format.ts';
import type { ServedAsset } from '../registry/serve-asset.ts';
import type { ServedDocument } from '../registry/serve-document.ts';
import { acceptsGzip, isNotModified } from './conditions.ts';
import { parseRange } from './ranges.ts';
import type { WholeAnswer } from './warm-answers.ts';

const worthCompressing = 1024;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Headers = Record<string, string | number>;

function wholeAnswer({ request }: Exchange, status: number, headers: Headers, bytes: Uint8Array): WholeAnswer {
  headers['content-length'] = bytes.length;
  return { status, headers, bytes: request.method === 'HEAD' ? null : bytes };
}

export function sendWhole(response: ServerResponse, { status, headers, bytes }: WholeAnswer): void {
  response.writeHead(status, headers);
  response.end(bytes ?? undefined);
}

const mergeVary = (headers: Headers): Headers => {
  const names = String(headers['vary'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  return { ...headers, vary: [...new Set([...names, 'accept-encoding'])].join(', ') };
};

async function documentAnswer(
  exchange: Exchange,
  answer: FormatResponse,
  document: ServedDocument,
): Promise<WholeAnswer> {
  const { request } = exchange;
  const zip = acceptsGzip(request.headers['accept-encoding']) && document.body.sizeBytes >= worthCompressing;
  const etag = zip ? document.etag.replace(/"$/, '-gzip"') : document.etag;
  const headers = mergeVary({ 'cache-control': 'no-cache', ...document.headers, ...answer.headers, etag });
  if (isNotModified(request.headers['if-none-match'], etag)) return { status: 304, headers, bytes: null };
  headers['content-type'] = document.contentType;
  const status = answer.status ?? 200;
  if (zip) headers['content-encoding'] = 'gzip';
  else if (request.method === 'HEAD') {
    headers['content-length'] = document.body.sizeBytes;
    return { status, headers, bytes: null };
  }
  const bytes = zip ? document.body.gzip() : document.body.plain();
  return wholeAnswer(exchange, status, headers, bytes instanceof Promise ? await bytes : bytes);
}

function assetHeaders(asset: ServedAsset): Headers {
  const { sha256 } = asset.digests;
  const digest: Headers =
    sha256 === undefined
      ? {}
      : { etag: `"${sha256}"`, 'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` };
  const modified: Headers = asset.publishedAt === null ? {} : { 'last-modified': asset.publishedAt.toUTCString() };
  return {
    'content-type': 'application/octet-stream',
    'cache-control': 'private, immutable, max-age=31536000',
    'accept-ranges': 'bytes',
    ...digest,
    ...modified,
  };
}

/** Waits for the first bytes, so that a store or an upstream that fails at once still gets an honest status. */
const begun = (stream: Readable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('readable', resolve).once('error', reject);
  });

/** null: it was streamed. */
async function assetAnswer(
  exchange: Exchange,
  answer: FormatResponse,
  asset: ServedAsset,
): Promise<WholeAnswer | null> {
  const { request, response } = exchange;
  const headers: Headers = { ...assetHeaders(asset), ...answer.headers };
  const etag = headers['etag'];
  if (typeof etag === 'string' && isNotModified(request.headers['if-none-match'], etag))
    return { status: 304, headers, bytes: null };
  const range = asset.sizeBytes === null ? null : parseRange(request.headers.range, asset.sizeBytes);
  if (range === 'unsatisfiable')
    return { status: 416, headers: { 'content-range': `bytes */${asset.sizeBytes}` }, bytes: null };
  if (range !== null) headers['content-range'] = `bytes ${range.start}-${range.end}/${asset.sizeBytes}`;
  const length = range === null ? asset.sizeBytes : range.end - range.start + 1;
  if (length !== null) headers['content-length'] = length;
  const status = range === null ? (answer.status ?? 200) : 206;
  if (request.method === 'HEAD') return { status, headers, bytes: null };
  if (range === null && asset.readSmall !== null) {
    const bytes = asset.readSmall();
    return wholeAnswer(exchange, status, headers, bytes instanceof Promise ? await bytes : bytes);
  }
  const bytes = asset.open(range ?? undefined);
  try {
    await begun(bytes);
    response.writeHead(status, headers);
    await pipeline(bytes, response);
  } finally {
    // What nobody reads any more holds a file open.
    bytes.destroy();
  }
  return null;
}

/**
 * Sends what a format answered: documents with ETag and gzip, assets with ranges and digests, HEAD without a body. Answers
 * what was sent where it was a document, or an asset that is stored, and the same would be sent again; else null.
 */
export async function sendAnswer(exchange: Exchange, answer: FormatResponse): Promise<WholeAnswer | null> {
  const { body } = answer;
  const { response } = exchange;
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
    sendWhole(response, wholeAnswer(exchange, answer.status ?? 200, { ...answer.headers }, bytes));
    return null;
  }
  const isDocument = body.kind === 'document';
  const whole = isDocument
    ? await documentAnswer(exchange, answer, body as ServedDocument)
    : await assetAnswer(exchange, answer, body as ServedAsset);
  if (whole === null) return null;
  sendWhole(response, whole);
  return isDocument || (body as ServedAsset).isSettled ? whole : null;
}

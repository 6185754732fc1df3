import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';

/** A way for the fake upstream to misbehave. */
export type Lie =
  /** Another status, with an optional Retry-After. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends so many bytes, then nothing more, and keeps the connection open. */
  | { readonly kind: 'silence'; readonly afterBytes: number }
  /** Sends so many bytes at a time, with a pause between. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMilliseconds: number }
  /** Promises the whole length and breaks the connection after so many bytes. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Declares a length that is this much off. */
  | { readonly kind: 'wrong-length'; readonly by: number }
  /** One byte in the middle is another one. */
  | { readonly kind: 'wrong-bytes' }
  /** A sign-in page with status 200, as captive portals send it. */
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** Redirects to itself. */
  | { readonly kind: 'redirect-loop' }
  /** 304 to every request, with or without validators. */
  | { readonly kind: 'sticky-304' }
  /** A small gzip body that inflates to so many bytes. */
  | { readonly kind: 'gzip-bomb'; readonly inflatedBytes: number };

export interface LieContext {
  readonly response: ServerResponse;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function drip({ response, headers, body }: LieContext, bytes: number, everyMilliseconds: number): void {
  response.writeHead(200, { ...headers, 'content-length': body.length });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent >= body.length) response.end();
  }, everyMilliseconds);
  response.once('close', () => clearInterval(timer));
}

function bomb({ response, headers }: LieContext, inflatedBytes: number): void {
  response.writeHead(200, { ...headers, 'content-encoding': 'gzip' });
  const gzip = createGzip({ level: 9 });
  gzip.pipe(response);
  const zeros = Buffer.alloc(1024 * 1024);
  let left = inflatedBytes;
  const fill = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= zeros.length;
      if (!gzip.write(zeros)) {
        gzip.once('drain', fill);
        return;
      }
    }
    gzip.end();
  };
  response.once('close', () => gzip.destroy());
  fill();
}

function damaged(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

/** Sends the beginning under the promise of the whole. */
function begin({ response, headers, body }: LieContext, bytes: number, then: () => void): void {
  response.writeHead(200, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, bytes), then);
}

/** Answers one request with the lie. */
export function tell(lie: Lie, context: LieContext): void {
  const { response, headers, body, path } = context;
  const redirect = (to: string, status = 302): unknown => response.writeHead(status, { location: to }).end('moved');
  switch (lie.kind) {
    case 'status':
      response
        .writeHead(lie.status, lie.retryAfter === undefined ? {} : { 'retry-after': lie.retryAfter })
        .end('refused');
      return;
    case 'hang':
      return;
    case 'silence':
      begin(context, lie.afterBytes, () => {});
      return;
    case 'drip':
      drip(context, lie.bytes, lie.everyMilliseconds);
      return;
    case 'cut':
      begin(context, lie.afterBytes, () => setTimeout(() => response.destroy(), 20));
      return;
    case 'wrong-length':
      response.writeHead(200, { ...headers, 'content-length': body.length + lie.by });
      response.write(body, () => setTimeout(() => response.destroy(), 20));
      return;
    case 'wrong-bytes':
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(damaged(body));
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return;
    case 'redirect':
      redirect(lie.to, lie.status);
      return;
    case 'redirect-loop':
      redirect(path);
      return;
    case 'sticky-304':
      response.writeHead(304, headers).end();
      return;
    case 'gzip-bomb':
      bomb(context, lie.inflatedBytes);
      return;
  }
}

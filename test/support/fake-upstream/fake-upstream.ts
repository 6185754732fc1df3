import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Lie, tell } from './lies.ts';

/** One document or file. */
export interface Resource {
  readonly body: Uint8Array | string;
  readonly contentType?: string;
  /** ETag and Last-Modified; without: every answer is whole. True unless said otherwise. */
  readonly validators?: boolean;
  readonly lastModified?: Date;
  readonly gzip?: boolean;
}

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What came with it so far. */
  body: string;
  /** What was answered; null: nothing yet. */
  status: number | null;
}

/** A registry on loopback that serves what it is given, and lies where it is told to. */
export interface FakeUpstream extends AsyncDisposable {
  readonly url: URL;
  /** Serves `resource` at the path, which starts with '/' and is compared as it comes over the wire. */
  put(path: string, resource: Resource): void;
  remove(path: string): void;
  /** Lies to the next `times` requests for the path; for ever by default. '*' stands for every path. */
  lie(path: string, lie: Lie, times?: number): void;
  tellTheTruth(): void;
  readonly requests: readonly SeenRequest[];
  /** How often the path was asked for. */
  count(path: string): number;
  close(): Promise<void>;
}

interface Telling {
  readonly lie: Lie;
  left: number;
}

function headersOf({ contentType = 'application/json', validators = true, lastModified }: Resource, body: Buffer) {
  const headers: Record<string, string> = { 'content-type': contentType };
  if (validators) {
    headers['etag'] = `"${createHash('sha1').update(body).digest('hex')}"`;
    headers['last-modified'] = (lastModified ?? new Date('2026-01-01T00:00:00Z')).toUTCString();
  }
  return headers;
}

/** RFC 9110 §13.2.2: If-None-Match decides where there is one. */
function isUnchanged(request: IncomingMessage, headers: Readonly<Record<string, string>>): boolean {
  const { 'if-none-match': tag, 'if-modified-since': since } = request.headers;
  if (headers['etag'] === undefined) return false;
  return tag !== undefined ? tag === headers['etag'] : since !== undefined && since === headers['last-modified'];
}

function serve(resource: Resource, request: IncomingMessage, response: ServerResponse): void {
  const body = Buffer.from(resource.body as string);
  const headers = headersOf(resource, body);
  if (isUnchanged(request, headers)) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzip = resource.gzip === true && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const sent = gzip ? gzipSync(body) : body;
  response.writeHead(200, {
    ...headers,
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    'content-length': sent.length,
  });
  response.end(sent);
}

function takeLie(lies: ReadonlyMap<string, Telling>, path: string): Lie | null {
  const telling = lies.get(path) ?? lies.get('*');
  if (telling === undefined || telling.left <= 0) return null;
  telling.left--;
  return telling.lie;
}

export async function startFakeUpstream(): Promise<FakeUpstream> {
  const resources = new Map<string, Resource>();
  const lies = new Map<string, Telling>();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const seen: SeenRequest = { path, headers: request.headers, body: '', status: null };
    requests.push(seen);
    request.on('data', (chunk: Buffer) => (seen.body += chunk.toString()));
    response.once('finish', () => (seen.status = response.statusCode));
    const resource = resources.get(path);
    const lie = takeLie(lies, path);
    if (lie !== null) {
      const body = Buffer.from((resource?.body ?? '') as string);
      tell(lie, { response, path, body, headers: resource === undefined ? {} : headersOf(resource, body) });
    } else if (resource === undefined)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    else serve(resource, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    put: (path, resource) => void resources.set(path, resource),
    remove: (path) => void resources.delete(path),
    lie: (path, lie, times = Number.POSITIVE_INFINITY) => void lies.set(path, { lie, left: times }),
    tellTheTruth: () => lies.clear(),
    requests,
    count: (path) => requests.filter((request) => request.path === path).length,
    close,
    [Symbol.asyncDispose]: close,
  };
}

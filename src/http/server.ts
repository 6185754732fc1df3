import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface ListenOptions {
  /** 0: any free one, the same for every address. */
  readonly port: number;
  readonly hosts: readonly { readonly address: string; readonly optional: boolean }[];
  readonly shutdownGraceSeconds: number;
  /** PEM. With it: HTTPS, and HTTP/2 for clients that ask for it. */
  readonly tls?: TlsFiles | null;
}

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export type HandleRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

export interface Listening {
  readonly port: number;
  /** Takes no new request, lets those under way end within the grace time, then cuts the rest. */
  close(): Promise<void>;
}

/** One socket that listens. */
interface Listener {
  listen(port: number, address: string): Promise<number>;
  close(graceSeconds: number): Promise<void>;
}

// A request may take as long as it goes on (an upload of 5 GB); one that sends its headers slowly may not.
const timeouts = { keepAliveTimeout: 65_000, headersTimeout: 60_000, requestTimeout: 0 };

const listenOn = (server: Server | Http2SecureServer, port: number, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

// No listener for 'upgrade', so that a request that offers h2c (RFC 7540 §3.2, cargo sends it) is answered as it is.
function plainListener(handle: HandleRequest): Listener {
  const server = createServer(timeouts);
  server.on('request', (request, response) => handle(request, response, false));
  server.on('checkContinue', (request, response) => handle(request, response, true));
  return {
    listen: (port, address) => listenOn(server, port, address),
    async close(graceSeconds) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** The compatibility API of node:http2 has requests and responses that look like those of HTTP/1.1. */
function secureListener(handle: HandleRequest, { cert, key }: TlsFiles): Listener {
  const server = createSecureServer({ cert, key, allowHTTP1: true });
  Object.assign(server, timeouts);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // The session is closed with its error; each of its requests ends as one that hung up.
    session.on('error', () => {});
  });
  server.on('request', (request, response) => handle(request as never, response as never, false));
  server.on('checkContinue', (request, response) => handle(request as never, response as never, true));
  const sockets = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    listen: (port, address) => listenOn(server, port, address),
    async close(graceSeconds) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      (server as Partial<Pick<Server, 'closeIdleConnections'>>).closeIdleConnections?.();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceSeconds * 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Listens on every address that is there; an address that the operator named must be. */
export async function startServer(
  handle: HandleRequest,
  { port, hosts, shutdownGraceSeconds, tls = null }: ListenOptions,
): Promise<Listening> {
  const listeners: Listener[] = [];
  let chosen = port;
  for (const { address, optional } of hosts) {
    const listener = tls === null ? plainListener(handle) : secureListener(handle, tls);
    try {
      chosen = await listener.listen(chosen, address);
      listeners.push(listener);
    } catch (error) {
      if (optional && listeners.length > 0) continue;
      await Promise.all(listeners.map((started) => started.close(0)));
      throw error;
    }
  }
  return {
    port: chosen,
    async close() {
      await Promise.all(listeners.map((listener) => listener.close(shutdownGraceSeconds)));
    },
  };
}

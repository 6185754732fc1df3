import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenOptions {
  /** 0: any free one, the same for every address. */
  readonly port: number;
  readonly hosts: readonly { readonly address: string; readonly optional: boolean }[];
  readonly shutdownGraceSeconds: number;
}

export type HandleRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

export interface Listening {
  readonly port: number;
  /** Takes no new request, lets those under way end within the grace time, then cuts the rest. */
  close(): Promise<void>;
}

const listen = (server: Server, port: number, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

function serverFor(handle: HandleRequest): Server {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 60_000, requestTimeout: 0 });
  server.on('request', (request, response) => handle(request, response, false));
  server.on('checkContinue', (request, response) => handle(request, response, true));
  return server;
}

async function close(server: Server, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearTimeout(timer);
}

/** Listens on every address that is there; an address that the operator named must be. */
export async function startServer(
  handle: HandleRequest,
  { port, hosts, shutdownGraceSeconds }: ListenOptions,
): Promise<Listening> {
  const servers: Server[] = [];
  let chosen = port;
  for (const { address, optional } of hosts) {
    const server = serverFor(handle);
    try {
      chosen = await listen(server, chosen, address);
      servers.push(server);
    } catch (error) {
      if (optional && servers.length > 0) continue;
      await Promise.all(servers.map((started) => close(started, 0)));
      throw error;
    }
  }
  return {
    port: chosen,
    async close() {
      await Promise.all(servers.map((server) => close(server, shutdownGraceSeconds)));
    },
  };
}

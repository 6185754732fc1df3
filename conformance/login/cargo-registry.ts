import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry of one crate below Coffer's public address, which asks Coffer whether a token is good. */
export interface CargoRegistry extends AsyncDisposable {
  readonly url: string;
  /** The credentials of requests that were let in, each once, in the order they came. */
  readonly tokens: readonly string[];
  /** Where the tokens are checked: any address that Coffer lets only a holder in. */
  checkAt(address: string): void;
  serve(name: string, version: string, crate: Buffer): void;
}

interface Crate {
  readonly path: string;
  readonly line: string;
  readonly bytes: Buffer;
}

/** The sparse protocol of "Registry Index" in the Cargo Book, as far as a download goes. */
export async function startCargoRegistry(): Promise<CargoRegistry> {
  const tokens: string[] = [];
  let check: string | null = null;
  let crate: Crate | null = null;

  async function isGood(token: string): Promise<boolean> {
    if (check === null) return false;
    return (await fetch(check, { headers: { authorization: `Bearer ${token}` } })).ok;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = request.headers.authorization ?? '';
    if (!(await isGood(token))) {
      response.writeHead(401, { 'www-authenticate': 'Cargo' }).end();
      return;
    }
    if (!tokens.includes(token)) tokens.push(token);
    const path = request.url ?? '';
    const base = `http://${request.headers.host}`;
    if (path.endsWith('/config.json')) {
      response.end(JSON.stringify({ dl: `${base}/dl`, api: base, 'auth-required': true }));
    } else if (crate !== null && path.endsWith(crate.path)) response.end(crate.line);
    else if (crate !== null && path.startsWith('/dl/')) response.end(crate.bytes);
    else response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  // Cargo offers to go on in HTTP/2, which is nothing to listen to.
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    checkAt(address) {
      check = address;
    },
    serve(name, vers, bytes) {
      const cksum = createHash('sha256').update(bytes).digest('hex');
      const line = JSON.stringify({ name, vers, deps: [], cksum, features: {}, yanked: false });
      crate = { path: `/${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`, line: `${line}\n`, bytes };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

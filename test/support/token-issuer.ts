import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID Connect issuer on loopback, as those of CI systems are. */
export interface TokenIssuer extends AsyncDisposable {
  /** Without a '/' at its end. */
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  sign(claims: Readonly<Record<string, unknown>>, options?: { seconds?: number; kid?: string }): Promise<string>;
  /** Another key from now on; the old one is gone. */
  rotate(): Promise<void>;
  /** What it answers for its configuration instead. */
  pretend(configuration: object | string | null): void;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  let kid = 0;
  let keys = await generateKeyPair('RS256');
  let instead: object | string | null = null;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': instead ?? { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': { keys: [{ ...(await exportJWK(keys.publicKey)), kid: String(kid), alg: 'RS256', use: 'sig' }] },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof document === 'string' ? document : JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    sign: (claims, { seconds = 300, kid: named = String(kid) } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: url, iat: now, exp: now + seconds, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: named })
        .sign(keys.privateKey);
    },
    async rotate() {
      keys = await generateKeyPair('RS256');
      kid += 1;
    },
    pretend(configuration) {
      instead = configuration;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';
import { issuers } from './upstream-failure.ts';

/** How host names become addresses; `node:dns` has it, tests bring their own. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface OutboundGuard {
  readonly resolve: Resolve;
  /** Addresses that a server on the internet may lead this one to. */
  isAllowed(address: string): boolean;
}

export const defaultGuard: OutboundGuard = { resolve: systemLookup as Resolve, isAllowed: isPublicAddress };

/** A connection that must not be made. Its code starts with ERR_: it is no use to try again. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'ERR_FORBIDDEN_ADDRESS';
  constructor(host: string, address: string) {
    super(
      `'${host}' is at ${address}, which is not on the public internet; only the connection's own address may be there`,
    );
  }
}

/** URLs write IPv6 addresses in brackets. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** What the connector resolves names with: every address that a name has must be allowed. */
export const guardedLookup =
  ({ resolve, isAllowed }: OutboundGuard): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const forbidden = addresses.find(({ address }) => !isAllowed(address));
      if (forbidden !== undefined) return callback(new ForbiddenAddressError(hostname, forbidden.address), '', 0);
      const first = addresses[0];
      if (options.all === true || first === undefined) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };

/** Rejects for a host that is, or leads to, a forbidden address. A name that does not resolve here passes. */
export async function refuseForbiddenHost({ resolve, isAllowed }: OutboundGuard, hostname: string): Promise<void> {
  const host = bare(hostname);
  const addresses =
    isIP(host) !== 0
      ? [host]
      : await new Promise<string[]>((done) =>
          resolve(host, { all: true }, (_error, found) => done((found ?? []).map(({ address }) => address))),
        );
  const forbidden = addresses.find((address) => !isAllowed(address));
  if (forbidden !== undefined) throw new ForbiddenAddressError(host, forbidden);
}

/** The end of the chain that the peer presented: what would have to be trusted. */
function issuerOf(certificate: PeerCertificate & { issuerCertificate?: PeerCertificate }): string | null {
  let last = certificate;
  for (let depth = 0; depth < 10; depth++) {
    const next = last.issuerCertificate;
    if (next == null || next === last) break;
    last = next;
  }
  const { CN, O } = last.issuer ?? {};
  const name = CN ?? O;
  return (Array.isArray(name) ? name[0] : name) ?? null;
}

/** Remembers who signed the peer's certificate, for the message when it turns out not to be trusted. */
export function noteIssuer(socket: unknown): () => string | null {
  let issuer: string | null = null;
  // node:tls emits `secure` when the handshake is over, before it verifies the chain and closes on failure.
  if (socket instanceof TLSSocket)
    socket.prependOnceListener('secure', () => {
      issuer = issuerOf(socket.getPeerCertificate(true));
    });
  return () => issuer;
}

/** A connector that names the CA in its TLS failures and, with a guard, refuses forbidden IP literals. */
export const watchedConnector =
  (connect: buildConnector.connector, guard: OutboundGuard | null): buildConnector.connector =>
  (options, callback) => {
    const host = bare(options.hostname);
    // A lookup is never asked about an IP literal.
    if (guard !== null && isIP(host) !== 0 && !guard.isAllowed(host)) {
      queueMicrotask(() => callback(new ForbiddenAddressError(host, host), null));
      return;
    }
    let issuer: () => string | null = () => null;
    const socket: unknown = connect(options, (...result) => {
      const [error] = result;
      const name = error === null ? null : issuer();
      if (error !== null && name !== null) issuers.set(error, name);
      callback(...result);
    });
    issuer = noteIssuer(socket);
  };

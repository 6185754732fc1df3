import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

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
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

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
  const host = bareHost(hostname);
  const addresses =
    isIP(host) !== 0
      ? [host]
      : await new Promise<string[]>((done) =>
          resolve(host, { all: true }, (_error, found) => done((found ?? []).map(({ address }) => address))),
        );
  const forbidden = addresses.find((address) => !isAllowed(address));
  if (forbidden !== undefined) throw new ForbiddenAddressError(host, forbidden);
}

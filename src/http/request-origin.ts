import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { RequestOrigin } from '../model/request-origin.ts';

/** Tells where a request comes from. */
export type OriginOf = (request: IncomingMessage) => RequestOrigin;

/** A dual-stack socket shows an IPv4 address within an IPv6 one, and the interface behind a link-local one. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/s, '');

/** Proxies write an address with or without its port, IPv6 then in brackets. null: it is not an address. */
function addressIn(text: string): string | null {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|(\d+\.[\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  const address = plainAddress(bracketed ?? dotted ?? text);
  return isIP(address) === 0 ? null : address;
}

const textOf = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value.join(',') : (value ?? '')).trim();

/**
 * Each proxy adds whom it was asked by at the end, so the last address that is not a proxy's is as far as anybody can be
 * believed; null: what the proxies say there is not an address.
 */
function clientBehind(proxy: string, forwardedFor: string, isTrusted: (address: string) => boolean): string | null {
  if (forwardedFor === '') return proxy;
  let farthest: string | null = null;
  for (const part of forwardedFor.split(',').reverse()) {
    farthest = addressIn(part.trim());
    if (farthest === null || !isTrusted(farthest)) return farthest;
  }
  return farthest;
}

/**
 * What the connection itself tells, and, where it is one of the trusted proxies, what X-Forwarded-For and
 * X-Forwarded-Proto tell; from anybody else these headers say nothing. Over several proxies it was secure if all of it was.
 */
export function createOriginOf(trustedProxies: BlockList): OriginOf {
  const isTrusted = (address: string): boolean => trustedProxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return ({ socket, headers }) => {
    const peer = socket.remoteAddress === undefined ? null : plainAddress(socket.remoteAddress);
    const encrypted = (socket as Partial<TLSSocket>).encrypted === true;
    const userAgent = headers['user-agent'] ?? null;
    if (peer === null || !isTrusted(peer)) return { sourceIp: peer, secure: encrypted, userAgent };
    const proto = textOf(headers['x-forwarded-proto']);
    return {
      sourceIp: clientBehind(peer, textOf(headers['x-forwarded-for']), isTrusted),
      secure: proto === '' ? encrypted : proto.split(',').every((part) => part.trim().toLowerCase() === 'https'),
      userAgent,
    };
  };
}

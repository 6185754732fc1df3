import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { RequestOrigin } from '../model/request-origin.ts';

/** A dual-stack socket shows an IPv4 address within an IPv6 one. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** What the connection itself tells: headers of proxies are not trusted. */
export const originOf = ({ socket, headers }: IncomingMessage): RequestOrigin => ({
  sourceIp: socket.remoteAddress === undefined ? null : plainAddress(socket.remoteAddress),
  secure: (socket as Partial<TLSSocket>).encrypted === true,
  userAgent: headers['user-agent'] ?? null,
});

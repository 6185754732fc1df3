import { isLoopback } from '../../config/loopback.ts';

/** Every client that wants a user name gets this one; the server takes any. */
export const userName = 'aws';

/** What the entries of clients are called that need a name. */
export const entryName = 'coffer';

export function withCredentials(endpoint: string, token: string): string {
  const url = new URL(endpoint);
  url.username = userName;
  url.password = token;
  return url.href;
}

/** As npm keys credentials: without the scheme, with the last slash. */
export const withoutScheme = (endpoint: string): string => endpoint.replace(/^https?:/, '');

export const isPlain = (endpoint: string): boolean => endpoint.startsWith('http:');

/** Plain http to another machine, which some clients refuse. */
export const isPlainRemote = (endpoint: string): boolean =>
  isPlain(endpoint) && !isLoopback(new URL(endpoint).hostname.replace(/^\[|\]$/g, ''));

import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlobStoreSetting, DatabaseSetting } from './settings.ts';

/** Parsers throw an Error that tells what would be right; `loadSettings` puts the name and the source before it. */
const wrong = (text: string, wanted: string): Error => new Error(`${JSON.stringify(text)} is not ${wanted}`);

export const parseInteger =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number < least || number > most)
      throw wrong(text, `a whole number from ${least} to ${most}`);
    return number;
  };

export const parseChoice =
  <T extends string>(choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw wrong(text, `one of ${choices.join(', ')}`);
    return found;
  };

export function parseBoolean(text: string): boolean {
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw wrong(text, 'true or false');
}

export const parsePath = (text: string): string => resolve(text);

export function parseHosts(text: string): readonly string[] {
  const hosts = text.split(',').map((host) => host.trim());
  for (const host of hosts) {
    if (isIP(host) === 0 && host !== 'localhost') throw wrong(host, "an IP address (or 'localhost')");
  }
  return hosts;
}

/** `sqlite:data/coffer.db` and `sqlite:///abs/coffer.db` alike. */
const pathAfter = (text: string, scheme: string): string =>
  text.startsWith(`${scheme}//`)
    ? fileURLToPath(`file:${text.slice(scheme.length)}`)
    : resolve(text.slice(scheme.length));

export function parseDatabase(text: string): DatabaseSetting {
  if (/^sqlite:./.test(text)) return { kind: 'sqlite', path: pathAfter(text, 'sqlite:') };
  if (/^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  // Not echoed: it may hold a password.
  throw new Error('the value is not sqlite:<path> or postgres://…');
}

export function parseBlobStore(text: string): BlobStoreSetting {
  if (/^file:./.test(text)) return { kind: 'file', path: pathAfter(text, 'file:') };
  throw wrong(text, 'file:<folder>');
}

export function parseAccountId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw wrong(text, '12 digits');
  return text;
}

export function parseRegion(text: string): string {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+){1,5}$/.test(text)) throw wrong(text, "a region name such as 'eu-west-1'");
  return text;
}

/** IAM: `AccessKeyIdType`. */
export function parseAccessKeyId(text: string): string {
  if (!/^\w{16,128}$/.test(text)) throw wrong(text, '16 to 128 letters, digits and underscores');
  return text;
}

export function parseSecret(text: string): string {
  if (!/^[\x21-\x7e]{20,128}$/.test(text)) throw new Error('the value is not 20 to 128 visible ASCII characters');
  return text;
}

/** RFC 1123, at least two labels. In lower case. */
export function parseHostName(text: string): string {
  const name = text.toLowerCase();
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  if (name.length > 180 || !new RegExp(`^${label}(?:\\.${label})+$`).test(name))
    throw wrong(text, "a host name such as 'd.example.com'");
  return name;
}

export function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrong(text, 'an http:// or https:// URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error('the URL may only have a scheme, a host, a port and a path');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Of a list separated by commas, without the empty ones. */
const partsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const parseUrls = (text: string): readonly URL[] =>
  partsOf(text).map((part) => {
    const url = URL.parse(part);
    if (url === null || !/^https?:$/.test(url.protocol)) throw wrong(part, 'an http:// or https:// URL');
    return url;
  });

export function parseNetworks(text: string): BlockList {
  const networks = new BlockList();
  for (const part of partsOf(text)) {
    const [start = '', length, ...rest] = part.split('/');
    const bits = { 0: 0, 4: 32, 6: 128 }[isIP(start)] ?? 0;
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    if (bits === 0 || rest.length > 0 || prefix < 0 || prefix > bits || start.includes('%'))
      throw wrong(part, 'an IP address or a network such as 10.0.0.0/8 or 2001:db8::/32');
    networks.addSubnet(start, prefix, bits === 32 ? 'ipv4' : 'ipv6');
  }
  return networks;
}

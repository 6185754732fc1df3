import { BlockList, isIP } from 'node:net';

/**
 * IANA "IPv4 Special-Purpose Address Registry": what may be a neighbour, and multicast. Not the networks for documentation
 * (RFC 5737): nothing of one's own is there, and closed networks use them for their mirrors of the public internet.
 */
const reserved4 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  reserved4.addSubnet(net, prefix, 'ipv4');

/** IPv6 addresses that are given out at all (RFC 4291), less the special ones among them: Teredo, documentation, 6to4. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const reserved6 = new BlockList();
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  reserved6.addSubnet(net, prefix, 'ipv6');

/** RFC 6052: IPv4 addresses as an IPv6-only network sees them. */
const translated = new BlockList();
translated.addSubnet('64:ff9b::', 96, 'ipv6');

/** The last 32 bits of an IPv6 address, as an IPv4 one. The URL parser spells them as two groups of hex digits. */
function embedded4(address: string): string {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':');
  const [high, low] = [groups.at(-2), groups.at(-1)].map((group) => Number.parseInt(group || '0', 16));
  return [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255].join('.');
}

/** Whether the IP address is one of the public internet: not private, loopback, link-local, shared, mapped, multicast. */
export function isPublicAddress(address: string): boolean {
  const [bare = ''] = address.split('%');
  const family = isIP(bare);
  if (family === 4) return !reserved4.check(bare, 'ipv4');
  if (family !== 6 || address !== bare) return false;
  if (translated.check(bare, 'ipv6')) return isPublicAddress(embedded4(bare));
  return global6.check(bare, 'ipv6') && !reserved6.check(bare, 'ipv6');
}

import { BlockList, isIP } from 'node:net';
import { invalid } from '../kernel/errors.ts';

const bits = { 4: 32, 6: 128 } as const;

const mapped4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address that a dual-stack socket shows as an IPv6 one is the IPv4 address. */
const plainAddress = (address: string): string => mapped4.exec(address)?.[1] ?? address;

/** Whether an IP address is in the range: CIDR notation, or one address. Validation, naming the place, for anything else. */
export function parseAddressRange(range: string, place: string): (address: string) => boolean {
  const [start = '', prefix, ...rest] = range.split('/');
  const version = isIP(start);
  const most = version === 4 || version === 6 ? bits[version] : 0;
  const length = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (most === 0 || rest.length > 0 || length < 0 || length > most || start.includes('%'))
    throw invalid(`${place}: '${range}' is not an IP address or a range such as 192.0.2.0/24 or 2001:db8::/32.`);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(start, length, family);
  return (address) => {
    const plain = plainAddress(address);
    return isIP(plain) === version && list.check(plain, family);
  };
}

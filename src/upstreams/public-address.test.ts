import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPublicAddress } from './public-address.ts';

const outside = ['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::101:101'];
const inside = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:1.1.1.1',
  '::ffff:a00:1',
  '::127.0.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '2001:0:4136:e378::1',
  '2002:7f00:1::1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  'localhost',
  '',
];

describe('isPublicAddress', () => {
  for (const address of outside) it(`lets ${address} pass`, () => assert.equal(isPublicAddress(address), true));
  for (const address of inside) it(`refuses '${address}'`, () => assert.equal(isPublicAddress(address), false));
});

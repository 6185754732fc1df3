import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { parseNetworks } from '../config/setting-parsers.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import { createOriginOf } from './request-origin.ts';

let trusted = '';
const server = createServer((incoming, response) => {
  response.end(JSON.stringify(createOriginOf(parseNetworks(trusted))(incoming)));
});
before(() => new Promise<void>((resolve) => void server.listen(0, '::', resolve)));
after(() => void server.close());

interface Asked {
  readonly proxies: string;
  readonly forwardedFor?: string | string[];
  readonly proto?: string | string[];
  /** The address that the request comes from. */
  readonly from?: string;
}

function ask({ proxies, forwardedFor, proto, from = '127.0.0.1' }: Asked): Promise<RequestOrigin> {
  trusted = proxies;
  const { port } = server.address() as AddressInfo;
  const headers = {
    ...(forwardedFor !== undefined && { 'X-Forwarded-For': forwardedFor }),
    ...(proto !== undefined && { 'X-Forwarded-Proto': proto }),
  };
  const host = from.includes(':') ? '::1' : '127.0.0.1';
  return new Promise((resolve, reject) => {
    const sending = request({ host, port, localAddress: from, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text) as RequestOrigin));
    });
    sending.on('error', reject).end();
  });
}

const sourceIp = async (asked: Asked) => (await ask(asked)).sourceIp;
const secure = async (asked: Asked) => (await ask(asked)).secure;

describe('the address of a client', () => {
  for (const [what, asked, expected] of [
    ['is that of the connection, where no proxy is trusted', { proxies: '', forwardedFor: '10.0.0.1' }, '127.0.0.1'],
    [
      'is that of the connection, where another proxy is trusted',
      { proxies: '127.0.0.2,192.0.2.1', forwardedFor: '10.0.0.1' },
      '127.0.0.1',
    ],
    ['is what a trusted proxy says', { proxies: '127.0.0.1', forwardedFor: '10.0.0.1' }, '10.0.0.1'],
    ['is what a proxy of a trusted network says', { proxies: '127.9.9.9/8', forwardedFor: '10.0.0.1' }, '10.0.0.1'],
    ['is not what the client wrote before', { proxies: '127.0.0.1', forwardedFor: '10.0.0.1, 192.0.2.7' }, '192.0.2.7'],
    [
      'is not what the client wrote in a header of its own',
      { proxies: '127.0.0.1', forwardedFor: ['10.0.0.1', '192.0.2.7'] },
      '192.0.2.7',
    ],
    [
      'is behind every proxy of a chain',
      { proxies: '127.0.0.1, 192.0.2.0/24', forwardedFor: '10.0.0.1,203.0.113.5, 192.0.2.7,192.0.2.8' },
      '203.0.113.5',
    ],
    [
      'is the first of the chain, where all are trusted',
      { proxies: '127.0.0.1,192.0.2.0/24', forwardedFor: '192.0.2.7, 192.0.2.8' },
      '192.0.2.7',
    ],
    ["is the proxy's own without the header", { proxies: '127.0.0.1' }, '127.0.0.1'],
    ["is the proxy's own with an empty header", { proxies: '127.0.0.1', forwardedFor: '' }, '127.0.0.1'],
    ['comes with a port', { proxies: '127.0.0.1', forwardedFor: '192.0.2.7:4711' }, '192.0.2.7'],
    ['is IPv6', { proxies: '127.0.0.1', forwardedFor: '10.0.0.1, 2001:db8::7' }, '2001:db8::7'],
    ['is IPv6 in brackets', { proxies: '127.0.0.1', forwardedFor: '[2001:db8::7]:4711' }, '2001:db8::7'],
    [
      'is behind proxies with IPv6',
      { proxies: '127.0.0.1,2001:db8::/32', forwardedFor: '192.0.2.7, 2001:db8:1::1' },
      '192.0.2.7',
    ],
    ['is IPv4 within IPv6', { proxies: '127.0.0.1', forwardedFor: '::ffff:192.0.2.7' }, '192.0.2.7'],
    ['is not known from a word', { proxies: '127.0.0.1', forwardedFor: '10.0.0.1, unknown' }, null],
    ['is not known from nothing behind a comma', { proxies: '127.0.0.1', forwardedFor: '10.0.0.1,' }, null],
    ['is not known from numbers that are too large', { proxies: '127.0.0.1', forwardedFor: '10.0.0.300' }, null],
    ['is not known from a network', { proxies: '127.0.0.1', forwardedFor: '10.0.0.0/8' }, null],
    [
      'is not looked for before what is malformed',
      { proxies: '127.0.0.1,192.0.2.0/24', forwardedFor: '10.0.0.1, x, 192.0.2.8' },
      null,
    ],
    [
      'is not harmed by garbage before it',
      { proxies: '127.0.0.1', forwardedFor: `${'1.'.repeat(3000)},[[[,192.0.2.7` },
      '192.0.2.7',
    ],
  ] as [string, Asked, string | null][])
    it(what, async () => assert.equal(await sourceIp(asked), expected));

  const hasIpv6 = Object.values(networkInterfaces())
    .flat()
    .some((found) => found?.address === '::1');
  it('comes through a proxy that connects by IPv6', { skip: !hasIpv6 && 'this machine has no ::1' }, async () => {
    const asked = { from: '::1', forwardedFor: '192.0.2.7' };
    assert.equal(await sourceIp({ ...asked, proxies: '::1' }), '192.0.2.7');
    assert.equal(await sourceIp({ ...asked, proxies: '127.0.0.1' }), '::1');
  });
});

describe('whether it came over TLS', () => {
  for (const [what, asked, expected] of [
    ['is not told by the header of anybody', { proxies: '', proto: 'https' }, false],
    ['is told by a trusted proxy', { proxies: '127.0.0.1', proto: 'https' }, true],
    ['is told in capitals', { proxies: '127.0.0.1', proto: 'HTTPS' }, true],
    ['is denied by a trusted proxy', { proxies: '127.0.0.1', proto: 'http' }, false],
    ['needs all of several hops', { proxies: '127.0.0.1', proto: ['https', 'http'] }, false],
    ['is seen by all of several hops', { proxies: '127.0.0.1', proto: 'https, https' }, true],
    ['is not told by something else', { proxies: '127.0.0.1', proto: 'https;evil' }, false],
    ['is that of the connection without the header', { proxies: '127.0.0.1' }, false],
  ] as [string, Asked, boolean][])
    it(what, async () => assert.equal(await secure(asked), expected));
});

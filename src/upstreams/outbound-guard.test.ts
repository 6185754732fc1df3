import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultGuard, guardedLookup, type OutboundGuard, refuseForbiddenHost } from './outbound-guard.ts';

const named = new Map([
  ['public.upstream.test', ['93.184.216.34', '2606:4700::1']],
  ['inside.upstream.test', ['10.0.0.7']],
  ['mixed.upstream.test', ['93.184.216.34', '169.254.169.254']],
]);

const guard: OutboundGuard = {
  ...defaultGuard,
  resolve(hostname, _options, callback) {
    const addresses = named.get(hostname);
    if (addresses === undefined) callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []);
    else
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  },
};

const look = (hostname: string, all: boolean): Promise<unknown> =>
  new Promise((resolve, reject) =>
    guardedLookup(guard)(hostname, { all }, (error, address) => (error === null ? resolve(address) : reject(error))),
  );

describe('guardedLookup', () => {
  it('resolves a public name to one or all of its addresses', async () => {
    assert.equal(await look('public.upstream.test', false), '93.184.216.34');
    assert.equal(((await look('public.upstream.test', true)) as unknown[]).length, 2);
  });

  it('refuses a name when any of its addresses is inside', async () => {
    await assert.rejects(look('inside.upstream.test', true), { code: 'ERR_FORBIDDEN_ADDRESS', message: /10\.0\.0\.7/ });
    await assert.rejects(look('mixed.upstream.test', false), { code: 'ERR_FORBIDDEN_ADDRESS', message: /169\.254/ });
  });

  it('hands on a failed resolution', async () => {
    await assert.rejects(look('absent.upstream.test', true), { code: 'ENOTFOUND' });
  });
});

describe('refuseForbiddenHost', () => {
  it('looks at literals and at what names resolve to', async () => {
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'inside.upstream.test'])
      await assert.rejects(refuseForbiddenHost(guard, host), { code: 'ERR_FORBIDDEN_ADDRESS' });
    for (const host of ['93.184.216.34', 'public.upstream.test', 'absent.upstream.test'])
      await refuseForbiddenHost(guard, host);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizationOf, type ConnectionOverride, inertReason, resolveConnections } from './connections.ts';

const override = (url: string, rest: Partial<ConnectionOverride> = {}): ConnectionOverride => ({
  url: new URL(url),
  format: null,
  credentials: null,
  ...rest,
});

describe('resolveConnections', () => {
  it('knows the ten public names, and an https address ending in a slash for the large ones', () => {
    const connections = resolveConnections(new Map());
    assert.equal(connections.size, 10);
    const withAddress = [...connections.values()].filter(({ url }) => url !== null);
    assert.deepEqual(withAddress.map(({ name }) => name).sort(), [
      'public:crates-io',
      'public:maven-central',
      'public:npmjs',
      'public:nuget-org',
      'public:pypi',
      'public:ruby-gems-org',
    ]);
    for (const { url } of withAddress) assert.match(url?.href ?? '', /^https:\/\/[a-z0-9.]+\/(?:[a-z0-9]+\/)?$/);
    assert.equal(connections.get('public:pypi')?.url?.pathname, '/simple/');
    assert.match(connections.get('public:crates-io')?.url?.hostname ?? '', /^index\./);
  });

  it('says that a connection without an address is inert', () => {
    const connections = resolveConnections(new Map());
    const clojars = connections.get('public:maven-clojars');
    assert.ok(clojars);
    assert.match(inertReason(clojars) ?? '', /no address/);
    const npm = connections.get('public:npmjs');
    assert.ok(npm);
    assert.equal(inertReason(npm), null);
  });

  it('overrides an address, moves credentials out of it and completes its path', () => {
    const connections = resolveConnections(
      new Map([['public:npmjs', override('http://us%40er:p%3Ass@upstream.test/npm')]]),
    );
    const npm = connections.get('public:npmjs');
    assert.ok(npm);
    assert.equal(npm.url?.href, 'http://upstream.test/npm/');
    assert.equal(npm.format, 'npm');
    assert.equal(authorizationOf(npm), `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`);
  });

  it('adds custom connections with their format', () => {
    const mirror = override('http://upstream.test/', { format: 'npm', credentials: { kind: 'bearer', token: 't' } });
    const custom = resolveConnections(new Map([['custom:mirror', mirror]])).get('custom:mirror');
    assert.ok(custom);
    assert.equal(custom.format, 'npm');
    assert.equal(authorizationOf(custom), 'Bearer t');
  });

  it('refuses unknown names and a custom connection without a format', () => {
    assert.throws(() => resolveConnections(new Map([['public:nowhere', override('http://upstream.test/')]])), {
      code: 'Validation',
    });
    assert.throws(() => resolveConnections(new Map([['custom:mirror', override('http://upstream.test/')]])), {
      code: 'Validation',
      message: /needs a format/,
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redirectTarget } from './redirects.ts';

const from = new URL('https://upstream.test/a/b');

describe('redirectTarget', () => {
  it('resolves relative and absolute locations, without credentials', () => {
    assert.deepEqual(redirectTarget(302, '../c', from), { kind: 'go', url: new URL('https://upstream.test/c') });
    const elsewhere = redirectTarget(308, 'https://us:er@files.upstream.test/c#x', from);
    assert.deepEqual(elsewhere, { kind: 'go', url: new URL('https://files.upstream.test/c') });
  });

  it('follows no other status, and nothing without a location', () => {
    for (const status of [200, 300, 304, 305, 404])
      assert.deepEqual(redirectTarget(status, '/c', from), { kind: 'stay' });
    assert.deepEqual(redirectTarget(301, undefined, from), { kind: 'stay' });
  });

  for (const [location, reason] of [
    ['http://upstream.test/', /from https to http/],
    ['file:///etc/passwd', /file: URL/],
    ['https://', /no URL/],
  ] as const)
    it(`refuses ${location}`, () => {
      const target = redirectTarget(302, location, from);
      assert.match(target.kind === 'refused' ? target.reason : target.kind, reason);
    });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redirectTarget } from './redirects.ts';

const from = new URL('https://upstream.test/a/b');

describe('redirectTarget', () => {
  it('resolves relative and absolute locations, without credentials', () => {
    assert.equal(redirectTarget(302, '../c', from)?.href, 'https://upstream.test/c');
    assert.equal(redirectTarget(308, 'https://us:er@files.upstream.test/c#x', from)?.href, 'https://files.upstream.test/c');
  });

  it('follows no other status, and nothing without a location', () => {
    for (const status of [200, 300, 304, 305, 404]) assert.equal(redirectTarget(status, '/c', from), null);
    assert.equal(redirectTarget(301, undefined, from), null);
  });

  for (const [location, message] of [
    ['http://upstream.test/', /from https to http/],
    ['file:///etc/passwd', /file: URL/],
    ['https://', /no URL/],
  ] as const)
    it(`refuses ${location}`, () => assert.throws(() => redirectTarget(302, location, from), { message }));
});

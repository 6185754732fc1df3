import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digests } from '../../model/digests.ts';
import { promisedDigests } from './dist-digests.ts';

const sha1 = 'a'.repeat(40);
const bytes512 = Buffer.alloc(64, 7);
const integrity = `sha512-${bytes512.toString('base64')}`;
const sha512 = bytes512.toString('hex');

describe('promisedDigests', () => {
  const cases: readonly [name: string, dist: Record<string, unknown>, promised: Partial<Digests>][] = [
    ['both', { shasum: sha1, integrity }, { sha1, sha512 }],
    ['a shasum of old', { shasum: sha1.toUpperCase() }, { sha1 }],
    [
      'several, with options',
      { integrity: `md5-xx ${integrity}?foo sha1-${Buffer.alloc(20, 1).toString('base64')}` },
      { sha1: '01'.repeat(20), sha512 },
    ],
    ['nothing', {}, {}],
    ['what is too short', { shasum: 'abc', integrity: 'sha512-abc' }, {}],
    ['what is no text', { shasum: 5, integrity: [integrity] }, {}],
    [
      'an algorithm named like a member of every object',
      { integrity: `constructor-${bytes512.toString('base64')}` },
      {},
    ],
  ];
  for (const [name, dist, promised] of cases)
    it(`reads ${name}`, () => assert.deepEqual(promisedDigests(dist), promised));
});

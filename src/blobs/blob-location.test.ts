import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLocation, parseLocation, slotAt, slotEnd } from './blob-location.ts';

const sha256 = 'ab'.repeat(32);
const location = `7/20260601/2350/${sha256}.0123456789abcdef`;

describe('a location', () => {
  it('reads as it was written', () => {
    const place = parseLocation(location) ?? assert.fail('not readable');
    assert.deepEqual(place, { domainId: 7, slot: '20260601/2350', sha256, nonce: '0123456789abcdef' });
    assert.equal(formatLocation(place), location);
  });

  const others = [
    '',
    '/',
    `/${location}`,
    `../${location}`,
    `${location}/`,
    `${location}0`,
    location.toUpperCase(),
    `0${location}`,
    location.replace('2350', '2355'),
    `${location}\n`,
  ];
  for (const other of others)
    it(`is not '${other.slice(0, 24).trim()}…' (${other.length})`, () => assert.equal(parseLocation(other), null));
});

describe('a slot', () => {
  const times: [time: string, slot: string, end: string][] = [
    ['2026-06-01T00:00:00.000Z', '20260601/0000', '2026-06-01T00:10:00.000Z'],
    ['2026-06-01T12:39:59.999Z', '20260601/1230', '2026-06-01T12:40:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '20261231/2350', '2027-01-01T00:00:00.000Z'],
  ];
  for (const [time, slot, end] of times)
    it(`of ${time} is ${slot}`, () => {
      assert.equal(slotAt(new Date(time)), slot);
      assert.equal(slotEnd(slot)?.toISOString(), end);
    });
  it('is nothing else', () => assert.equal(slotEnd('incoming/0000'), null));
});

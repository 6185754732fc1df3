import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as pep440 from '@renovatebot/pep440';
import fc from 'fast-check';
import { normaliseVersion } from './parse-version.ts';
import { versions } from './versions.ts';

const order = [
  '2004d',
  'not a version',
  '1.dev0',
  '1.0.dev456',
  '1.0a1',
  '1.0a2.dev456',
  '1.0a12.dev456',
  '1.0a12',
  '1.0b1.dev456',
  '1.0b2',
  '1.0b2.post345.dev456',
  '1.0b2.post345',
  '1.0rc1.dev456',
  '1.0rc1',
  '1.0',
  '1.0+abc.5',
  '1.0+abc.7',
  '1.0+5',
  '1.0.post456.dev34',
  '1.0.post456',
  '1.0.15',
  '1.1.dev1',
  '1.9',
  '1.10',
  '20240101.99999999999999999998',
  '20240101.99999999999999999999',
  '1!0.1',
];

test('orders as PEP 440 does, what it does not know first', () => {
  for (const [at, a] of order.entries())
    for (const [other, b] of order.entries())
      assert.equal(Math.sign(versions.compare(a, b)), Math.sign(at - other), `${a} against ${b}`);
});

const spellings: readonly (readonly [string, readonly string[], string])[] = [
  ['1.0', ['1', '1.0.0', 'v1.0', ' 1.0 ', '01.00', '0!1.0'], '1.0'],
  ['1.0rc1', ['1.0-RC1', '1.0.c1', '1.0_preview.1', '1rc1', '1.0pre1'], '1.0rc1'],
  ['1.0.post1', ['1.0-1', '1.0r1', '1.0.Rev-1', '1.post01'], '1.0.post1'],
  ['1.0a0.dev3', ['1.0alpha.dev3', '1.0-a-dev03'], '1.0a0.dev3'],
  ['1.0+ubuntu.1', ['1+Ubuntu-1', '1.0+ubuntu_01'], '1.0+ubuntu.1'],
  ['0', ['0.0', 'v0.0.0'], '0'],
  ['2004D', ['2004d'], '2004D'],
];
test('spellings of one version have one key and one normal form', () => {
  for (const [version, others, normal] of spellings) {
    assert.equal(normaliseVersion(version), normal);
    for (const other of others) {
      assert.equal(versions.key(other), versions.key(version), other);
      assert.equal(versions.compare(other, version), 0, other);
    }
  }
  assert.notEqual(versions.key('1.0.dev20240101123456789012'), versions.key('1.0.dev20240101123456789013'));
});

test('a version of any length is answered at once', () => {
  const started = performance.now();
  for (const raw of ['1'.repeat(1e6), `1${'.0'.repeat(1e6)}x`, '1.0+'.concat('a-'.repeat(1e6)), '-'.repeat(1e6)])
    versions.sortKey(raw);
  for (const raw of ['1'.repeat(255), '1.'.repeat(127), `1${'.0'.repeat(120)}x`, `1+${'a.'.repeat(120)}`])
    versions.key(raw);
  assert.ok(performance.now() - started < 1000);
});

const number = fc.integer({ min: 0, max: 30 }).map(String);
const cut = fc.constantFrom('', '.', '-', '_');
const optional = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.option(
    fc.tuple(...parts).map((all) => all.join('')),
    { nil: '' },
  );
const anyCase = (word: string): fc.Arbitrary<string> => fc.constantFrom(word, word.toUpperCase());
const preWord = fc.constantFrom('a', 'b', 'c', 'rc', 'alpha', 'beta', 'pre', 'preview').chain(anyCase);
const localPart = fc.oneof(number, fc.stringMatching(/^[a-d][a-d0-9]{0,3}$/));
const version = fc
  .tuple(
    optional(number, fc.constant('!')),
    fc.array(fc.oneof(number, fc.constant('0')), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
    optional(cut, preWord, cut, optional(number)),
    fc.oneof(
      optional(fc.constant('-'), number),
      optional(cut, fc.constantFrom('post', 'rev', 'r'), cut, optional(number)),
    ),
    optional(cut, anyCase('dev'), cut, optional(number)),
    optional(
      fc.constant('+'),
      fc.array(localPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
    ),
  )
  .map((parts) => parts.join(''));

test('agrees with the PEP 440 library on order, equality and normal form', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      fc.pre(pep440.valid(a) !== null && pep440.valid(b) !== null);
      const expected = Math.sign(pep440.compare(a, b));
      assert.equal(Math.sign(versions.compare(a, b)), expected);
      assert.equal(versions.key(a) === versions.key(b), expected === 0);
      assert.equal(normaliseVersion(a), pep440.clean(a)?.replaceAll(',', '.'));
    }),
    { numRuns: 5000 },
  );
});

test('takes for a version what the library takes for one', () => {
  fc.assert(
    fc.property(fc.oneof(version, fc.stringMatching(/^[v0-2.!+a-crdevpost_-]{1,12}$/)), (raw) => {
      assert.equal(pep440.valid(raw) !== null, versions.sortKey(raw)[0] !== 0, raw);
    }),
    { numRuns: 5000 },
  );
});

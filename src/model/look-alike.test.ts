import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { foldLookAlikes } from './look-alike.ts';

const cases: [a: string, b: string, alike: boolean][] = [
  ['AsyncStorage', 'asyncstorage', true],
  ['left-pad', 'left_.pad', true],
  ['left-pad', 'leftpad', false],
  ['react', 'rеact', true],
  ['react', 'REACΤ', true],
  ['cafe', 'café', true],
  ['cafe', 'cafe\u0301', true],
  ['ａcme', 'acme', true],
  ['left\u2010pad', 'left-pad', true],
  ['Iıi', 'iii', true],
  ['log1', 'logl', false],
  ['tm', '™', false],
  ['名前', '名付', false],
  ['a\u{1d4d0}', 'aa', true],
];

describe('names that look alike', () => {
  for (const [a, b, alike] of cases)
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} ${alike ? 'do' : 'do not'}`, () =>
      assert.equal(foldLookAlikes(a) === foldLookAlikes(b), alike));

  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...'aA.-_/о\u0301™'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  });
  it('fold to the same when folded again', () =>
    fc.assert(fc.property(text, (any) => foldLookAlikes(foldLookAlikes(any)) === foldLookAlikes(any))));

  it('still begin alike when one begins with the other', () =>
    fc.assert(fc.property(text, text, (a, b) => foldLookAlikes(a + b).startsWith(foldLookAlikes(a)))));
});

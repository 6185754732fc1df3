import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  containsGroup,
  looksAbove,
  matchGroup,
  type PackagePath,
  packagePath,
  rankGroups,
} from './package-group-match.ts';
import { type GroupPattern, parseGroupPattern } from './package-group-pattern.ts';

const npm = (name: string): PackagePath => {
  const [namespace, short] = name.split('/');
  return short === undefined
    ? packagePath('npm', { namespace: null, name })
    : packagePath('npm', { namespace: namespace as string, name: short });
};
const matched = (pattern: string, name: string) => matchGroup(parseGroupPattern(pattern), npm(name));
const best = (patterns: readonly string[], name: string): string => {
  const [first] = rankGroups(patterns.map(parseGroupPattern), npm(name));
  return `${first?.group.text} ${first?.type}`;
};

const matches: [pattern: string, name: string, expected: 'STRONG' | 'WEAK' | null][] = [
  ['/*', 'react', 'STRONG'],
  ['/npm/*', '@x/y', 'STRONG'],
  ['/pypi/*', 'react', null],
  ['/npm/space/*', 'space/ui', 'STRONG'],
  ['/npm/space/*', 'Space/ui', 'WEAK'],
  ['/npm/space/*', 'space-x/ui', null],
  ['/npm/space/*', 'space', null],
  ['/npm//*', 'react', 'STRONG'],
  ['/npm//*', 'space/ui', null],
  ['/npm/space~', 'space/ui', 'STRONG'],
  ['/npm/space~', 'space-x/ui', 'STRONG'],
  ['/npm/space~', 'spaces/ui', null],
  ['/npm//foo~', 'foo', 'STRONG'],
  ['/npm//foo~', 'foo-bar', 'STRONG'],
  ['/npm//foo~', 'foo.bar', 'STRONG'],
  ['/npm//foo~', 'foo_', 'STRONG'],
  ['/npm//foo~', 'food', null],
  ['/npm//foo~', 'foo1', null],
  ['/npm//foo~', 'foo\u0301', 'WEAK'],
  ['/npm//foo~', 'fo\u00f6-bar', 'WEAK'],
  ['/npm//foo~', 'Foo-bar', 'WEAK'],
  ['/npm//foo-*', 'foo-bar', 'STRONG'],
  ['/npm//foo-*', 'foo--bar', 'STRONG'],
  ['/npm//foo-*', 'foo_bar', 'WEAK'],
  ['/npm//foo-*', 'foo', null],
  ['/npm//foo-bar$', 'foo-bar', 'STRONG'],
  ['/npm//foo-bar$', 'foo.bar', 'WEAK'],
  ['/npm//foo-bar$', 'foobar', null],
  ['/npm//foo-bar$', 'foo-bar-x', null],
  ['/npm//react$', 'rеact', 'WEAK'],
];

describe('a package group', () => {
  for (const [pattern, name, expected] of matches)
    it(`${pattern} matches '${name}': ${expected ?? 'not at all'}`, () =>
      assert.equal(matched(pattern, name), expected));
});

describe('a package is associated with', () => {
  const associations: [patterns: string[], name: string, expected: string][] = [
    [['/*', '/npm/*'], 'react', '/npm/* STRONG'],
    [['/*', '/npm/*', '/npm/space/*', '/npm/space~'], 'space/x', '/npm/space/* STRONG'],
    [['/*', '/npm//foo~', '/npm//foo-*', '/npm//foo-bar~', '/npm//foo-bar$'], 'foo-bar', '/npm//foo-bar$ STRONG'],
    [['/*', '/npm//foo~', '/npm//foo-*', '/npm//foo-bar~'], 'foo-bar', '/npm//foo-bar~ STRONG'],
    [['/*', '/npm//foo~', '/npm//foo-*'], 'foo-bar', '/npm//foo-* STRONG'],
    // What only looks like a more specific group belongs to that one, until a group of its own spelling admits it.
    [['/*', '/npm//AsyncStorage$'], 'asyncstorage', '/npm//AsyncStorage$ WEAK'],
    [['/*', '/npm//AsyncStorage$', '/npm//asyncstorage$'], 'asyncstorage', '/npm//asyncstorage$ STRONG'],
    [['/*', '/npm//foo_*', '/npm//foo__*'], 'foo__x', '/npm//foo__* STRONG'],
    [['/*', '/npm//foo_*', '/npm//foo-*'], 'foo.x', '/npm//foo-* WEAK'],
  ];
  for (const [patterns, name, expected] of associations)
    it(`${expected}: '${name}' among ${patterns.join(' ')}`, () => {
      assert.equal(best(patterns, name), expected);
      assert.equal(best(patterns.toReversed(), name), expected);
    });
});

describe('a package group contains', () => {
  const contained: [outer: string, inner: string, expected: boolean][] = [
    ['/*', '/npm/*', true],
    ['/npm/*', '/*', false],
    ['/npm/*', '/npm/*', false],
    ['/npm/*', '/npm//react$', true],
    ['/npm/space~', '/npm/space/*', true],
    ['/npm/space~', '/npm/space-x~', true],
    ['/npm/space~', '/npm/spaces~', false],
    ['/npm//foo~', '/npm//foo-*', true],
    ['/npm//foo~', '/npm//foo$', true],
    ['/npm//foo$', '/npm//foo~', false],
    ['/npm//foo-*', '/npm//foo~', false],
    ['/npm//foo-*', '/npm//foo-$', true],
    ['/npm//Foo~', '/npm//foo-x$', false],
  ];
  for (const [outer, inner, expected] of contained)
    it(`${expected ? '' : 'not '}${inner} in ${outer}`, () =>
      assert.equal(containsGroup(parseGroupPattern(outer), parseGroupPattern(inner)), expected));
});

const char = fc.constantFrom(...'aAbо-._1é™~*\u0301', '\u{1d4d0}');
const name = fc.string({ unit: char, minLength: 1, maxLength: 8 });
const path = fc.record({ namespace: fc.option(name), name }).map((any) => packagePath('generic', any));

/** A pattern that matches the path by its spelling, cut off it anywhere. */
function patternOf({ text }: PackagePath, cut: number, suffix: string): GroupPattern | null {
  const chars = [...text];
  try {
    return parseGroupPattern(chars.slice(0, suffix === '$' ? undefined : cut % (chars.length + 1)).join('') + suffix);
  } catch {
    return null;
  }
}
const pathAndPattern = fc
  .tuple(path, fc.nat(30), fc.constantFrom('*', '~', '$'))
  .map(([of, cut, suffix]) => ({ of, pattern: patternOf(of, cut, suffix) }));

describe('every pattern', () => {
  it('that matches a package is found by what is above its look', () =>
    fc.assert(
      fc.property(pathAndPattern, path, ({ pattern }, of) => {
        fc.pre(pattern !== null);
        const type = matchGroup(pattern, of);
        return type === null || looksAbove(of.look).includes(pattern.look);
      }),
      { numRuns: 500 },
    ));

  it('cut off a package matches it, and is found', () =>
    fc.assert(
      fc.property(pathAndPattern, ({ of, pattern }) => {
        fc.pre(pattern !== null);
        const type = matchGroup(pattern, of);
        return type === null ? pattern.end === 'word-end' : looksAbove(of.look).includes(pattern.look);
      }),
      { numRuns: 500 },
    ));

  it('contains another one only with every package of it, and is found by what is above that', () =>
    fc.assert(
      fc.property(pathAndPattern, fc.nat(30), fc.constantFrom('*', '~'), ({ of, pattern: inner }, cut, suffix) => {
        const outer = patternOf(of, cut, suffix);
        fc.pre(inner !== null && outer !== null && containsGroup(outer, inner));
        assert.ok(looksAbove(inner.look).includes(outer.look));
        return matchGroup(inner, of) !== 'STRONG' || matchGroup(outer, of) === 'STRONG';
      }),
      { numRuns: 500 },
    ));

  it('of two that match a package by spelling, one contains the other', () =>
    fc.assert(
      fc.property(pathAndPattern, fc.nat(30), fc.constantFrom('*', '~', '$'), ({ of, pattern: a }, cut, suffix) => {
        const b = patternOf(of, cut, suffix);
        fc.pre(a !== null && b !== null && a.text !== b.text);
        fc.pre(matchGroup(a, of) === 'STRONG' && matchGroup(b, of) === 'STRONG');
        return containsGroup(a, b) !== containsGroup(b, a);
      }),
      { numRuns: 500 },
    ));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manifestOf, parseFacts } from './facts.ts';
import { deprecationOf, manifestFacts } from './manifest-facts.ts';

const factsOf = (manifest: Record<string, unknown>, dist: Record<string, unknown> = {}) =>
  manifestFacts({ name: 'hello', version: '1.0.0', manifest, dist });
const parse = (open: string): unknown => JSON.parse(`${open}}`);

describe('manifestFacts', () => {
  it('keeps the manifest in both forms, and dist without its address', () => {
    const manifest = {
      ...{
        name: 'forged',
        version: '9.9.9',
        description: 'Says hello',
        dependencies: { a: '1' },
        bin: { hi: 'hi.js' },
      },
      ...{ readme: '# Hello', dist: { tarball: 'x' }, _rev: '1', deprecated: 'no' },
    };
    const facts = factsOf(manifest, { shasum: 'a', tarball: 'elsewhere', signatures: [] });
    const shared = { name: 'hello', version: '1.0.0', dependencies: { a: '1' }, bin: { hi: 'hi.js' } };
    assert.deepEqual(parse(facts.full), { ...shared, description: 'Says hello' });
    assert.deepEqual(parse(facts.short), shared);
    assert.deepEqual(parse(facts.dist), { shasum: 'a', signatures: [] });
    assert.equal(facts.deprecated, 'no');
    assert.deepEqual(manifestOf(facts), { ...shared, description: 'Says hello' });
  });

  it('keeps members that every object seems to have', () => {
    const manifest = JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":"t"}');
    assert.equal(
      factsOf(manifest).full,
      '{"name":"hello","version":"1.0.0","__proto__":{"x":1},"constructor":"c","toString":"t"',
    );
  });

  const scripts: readonly [scripts: unknown, told: boolean | undefined][] = [
    [{ install: 'make' }, true],
    [{ postinstall: 'node x' }, true],
    [{ test: 'node x' }, undefined],
    [{ install: 5 }, undefined],
    ['install', undefined],
    [undefined, undefined],
  ];
  for (const [value, told] of scripts)
    it(`tells install scripts of ${JSON.stringify(value)}: ${told}`, () => {
      const short = parse(factsOf({ scripts: value }).short) as { hasInstallScript?: boolean };
      assert.equal(short.hasInstallScript, told);
    });

  const deprecations: readonly [value: unknown, told: string | null][] = [
    ['use b', 'use b'],
    ['', null],
    [false, null],
    [true, 'This version is deprecated.'],
    [undefined, null],
    [{}, null],
  ];
  for (const [value, told] of deprecations)
    it(`reads the deprecation ${JSON.stringify(value)}`, () => assert.equal(deprecationOf(value), told));

  it('are read back as they were stored, by every release', () => {
    const facts = { ...factsOf({ deprecated: 'x' }), deprecatedHere: true as const, provenance: 'p' };
    assert.deepEqual(parseFacts(JSON.parse(JSON.stringify(facts))), facts);
    const first = { full: '{"name":"a"', short: '{"name":"a"', dist: '{', deprecated: null };
    assert.deepEqual(parseFacts(first), first);
    assert.throws(() => parseFacts({ full: '{' }));
    assert.throws(() => parseFacts(null));
  });
});

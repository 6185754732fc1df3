import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { names, packageOfPath, versions } from './identity.ts';

test("'-' in a path stands for no namespace", () => {
  assert.deepEqual(packageOfPath({ namespace: '-', package: 'tool' }), { namespace: null, name: 'tool' });
  assert.deepEqual(packageOfPath({ namespace: 'acme', package: 'tool' }), { namespace: 'acme', name: 'tool' });
});

test('names differ as soon as namespace or name does', () => {
  const part = fc.stringMatching(/^[^#/\s\p{C}]{1,5}$/u);
  const name = fc.tuple(fc.option(part), part);
  fc.assert(
    fc.property(name, name, (a, b) => {
      const isSame = names.key(names.parse(...a)) === names.key(names.parse(...b));
      assert.equal(isSame, a[0] === b[0] && a[1] === b[1]);
    }),
  );
});

test('refuses what the API model refuses', () => {
  for (const raw of ['', 'a b', 'a/b', 'a#b', 'a\u0000b', 'a'.repeat(256)]) {
    assert.throws(() => names.parse(null, raw), /cannot be a package name/);
    assert.throws(() => names.parse(raw, 'tool'), /cannot be a namespace/);
  }
});

test('versions are any text, in the order of their bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      assert.equal(versions.compare(a, b), Buffer.compare(versions.sortKey(a), versions.sortKey(b)));
      assert.equal(versions.compare(a, b) === 0, a === b);
    }),
  );
});

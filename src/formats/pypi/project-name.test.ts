import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isProjectName, names } from './project-name.ts';

test('spellings of one project have one name', () => {
  for (const raw of [
    'Friendly-Bard',
    'FRIENDLY-BARD',
    'friendly.bard',
    'friendly_bard',
    'friendly--bard',
    'FrIeNdLy-._.-bArD',
  ])
    assert.deepEqual(names.parse(null, raw), { namespace: null, name: 'friendly-bard' });
});

test('a name stays what it is once it is normal', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}[A-Za-z0-9]$/), (raw) => {
      const name = names.parse(null, raw);
      assert.deepEqual(names.parse(null, name.name), name);
      assert.match(name.name, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.ok(isProjectName(raw));
    }),
  );
});

test('refuses a namespace, and what cannot be a name', () => {
  assert.throws(() => names.parse('acme', 'tools'), /has no namespace/);
  for (const raw of ['', 'a b', 'a/b', 'a#b', 'a\u0000', 'a'.repeat(256)]) assert.throws(() => names.parse(null, raw));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapedName, names, packageOf, parseWireName, requireNewName, wireName } from './names.ts';

describe('npm names', () => {
  const parsed: readonly [wire: string, namespace: string | null, name: string][] = [
    ['hello', null, 'hello'],
    ['@scope/hello', 'scope', 'hello'],
    ['JSONStream', null, 'JSONStream'],
    ['_legacy', null, '_legacy'],
    ['__proto__', null, '__proto__'],
    ['constructor', null, 'constructor'],
    ["~it's(old)!", null, "~it's(old)!"],
    ['@-/-', '-', '-'],
  ];
  for (const [wire, namespace, name] of parsed)
    it(`reads ${wire}`, () => {
      const read = parseWireName(wire);
      assert.deepEqual(read, { namespace, name });
      assert.equal(wireName(read), wire);
      assert.equal(escapedName(read), wire.replace('/', '%2f'));
      assert.deepEqual(names.parse(namespace, name), read);
    });

  for (const wire of [
    '',
    '.',
    '..',
    '.hidden',
    '@/x',
    '@scope/',
    '@scope/.x',
    '@a/b/c',
    'a/b',
    'a b',
    'a\\b',
    'ä',
    'a%2fb',
  ])
    it(`refuses '${wire}'`, () => {
      assert.throws(() => parseWireName(wire), { code: 'Validation' });
    });

  it('reads a name from a route, in one segment or in two', () => {
    assert.deepEqual(packageOf({ package: '@scope/hello' }), { namespace: 'scope', name: 'hello' });
    assert.deepEqual(packageOf({ scope: 'scope', name: 'hello' }), { namespace: 'scope', name: 'hello' });
    assert.deepEqual(packageOf({ package: 'hello' }), { namespace: null, name: 'hello' });
  });

  const asNew: readonly [wire: string, accepted: boolean][] = [
    ['hello', true],
    ['@scope/hello.world_1', true],
    ['Hello', false],
    ['_hello', false],
    ['__proto__', false],
    ['node_modules', false],
    ['hello!', false],
    ['http', false],
    ['x'.repeat(214), true],
    ['x'.repeat(215), false],
  ];
  for (const [wire, accepted] of asNew)
    it(`${accepted ? 'takes' : 'refuses'} ${wire.slice(0, 20)} as the name of a new package`, () => {
      const check = () => requireNewName(parseWireName(wire));
      if (accepted) assert.doesNotThrow(check);
      else assert.throws(check, { code: 'Validation' });
    });
});

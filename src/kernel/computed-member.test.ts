import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { computedMember } from './computed-member.ts';

const withFacts = computedMember('facts');

it('computes a member each time it is read', () => {
  let reads = 0;
  const entry = withFacts({ version: '1' }, () => ++reads);
  assert.deepEqual([entry.facts, entry.facts, entry.version], [1, 2, '1']);
});

it('is copied, compared and serialised as any member is', () => {
  const entry = withFacts({ version: '1' }, () => ({ name: 'x' }));
  const plain = { version: '1', facts: { name: 'x' } };
  assert.deepEqual({ ...entry }, plain);
  assert.deepEqual(entry, plain);
  assert.equal(JSON.stringify(entry), JSON.stringify(plain));
});

it('gives objects of the same members the same hidden class', () => {
  setFlagsFromString('--allow-natives-syntax');
  const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;
  const made = (version: string) => withFacts({ version }, () => version);
  assert.ok(haveSameMap(made('1'), made('2')));
});

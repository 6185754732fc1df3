import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireTag, requireVersion, versions } from './versions.ts';

describe('npm versions', () => {
  const keys: readonly [raw: string, key: string][] = [
    ['1.0.0', '1.0.0'],
    ['1.0.0-rc.1', '1.0.0-rc.1'],
    ['1.0.0+build.5', '1.0.0'],
    ['1.0.0-rc.1+build', '1.0.0-rc.1'],
    ['v1.0.0', 'v1.0.0'],
    ['1.0', '1.0'],
    ['__proto__', '__proto__'],
  ];
  for (const [raw, key] of keys) it(`knows ${raw} as ${key}`, () => assert.equal(versions.key(raw), key));

  it('are ordered by precedence (semver.org §11)', () => {
    const sorted = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '1.0.1',
      '1.10.0',
      '10.0.0',
    ];
    assert.deepEqual([...sorted].reverse().sort(versions.compare), sorted);
    const keys = [...sorted].map((version) => Buffer.from(versions.sortKey(version)));
    assert.deepEqual([...keys].reverse().sort(Buffer.compare), keys);
  });

  for (const version of ['1.0.0', '0.0.0-0', '1.2.3-rc.1+build'])
    it(`takes ${version} for a release`, () => assert.doesNotThrow(() => requireVersion(version)));
  for (const version of ['', '1', '1.0', 'v1.0.0', ' 1.0.0', '01.0.0', '1.0.0.0', 'latest', '__proto__', '../1.0.0'])
    it(`refuses '${version}' for a release`, () =>
      assert.throws(() => requireVersion(version), { code: 'Validation' }));

  for (const tag of ['latest', 'next', 'release-1.x', 'constructor', '__proto__'])
    it(`takes the tag ${tag}`, () => assert.doesNotThrow(() => requireTag(tag)));
  for (const tag of ['', ' next', '1.0.0', '1.x', '>=1', 'x', '*', 'a/b', 'a b', 'ä', 'x'.repeat(215)])
    it(`refuses the tag '${tag.slice(0, 20)}'`, () => assert.throws(() => requireTag(tag), { code: 'Validation' }));
});

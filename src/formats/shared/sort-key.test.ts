import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compare, valid } from 'semver';
import { num, semverSortKey, text } from './sort-key.ts';

const order = (a: readonly number[], b: readonly number[]): number =>
  Buffer.compare(Uint8Array.from(a), Uint8Array.from(b));

const identifier = fc.oneof(
  fc.nat({ max: 2000 }).map(String),
  fc.constantFrom('alpha', 'alpha-1', 'beta', 'rc', 'rc1', 'RC', '-', '--', 'x9', '0a', 'a-b'),
  fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/),
);
const semanticVersion = fc
  .record({
    release: fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 12 }), fc.nat({ max: 9_007_199 })),
    prerelease: fc.array(identifier, { maxLength: 4 }),
    build: fc.array(identifier, { maxLength: 2 }),
  })
  .map(({ release, prerelease, build }) => {
    const tail = prerelease.length === 0 ? '' : `-${prerelease.join('.')}`;
    return `${release.join('.')}${tail}${build.length === 0 ? '' : `+${build.join('.')}`}`;
  })
  .filter((version) => valid(version) !== null);

describe('semver sort key', () => {
  it('orders as the semver library does', () => {
    fc.assert(
      fc.property(semanticVersion, semanticVersion, (a, b) => {
        assert.equal(Buffer.compare(semverSortKey(a), semverSortKey(b)), compare(a, b), `${a} against ${b}`);
      }),
      { numRuns: 5000 },
    );
  });

  it('orders the example of the specification', () => {
    const sorted = ['0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2'];
    sorted.push('1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1-0', '1.0.1', '1.0.10', '1.2.0', '1.10.0', '10.0.0');
    const shuffled = sorted.toReversed().sort((a, b) => Buffer.compare(semverSortKey(a), semverSortKey(b)));
    assert.deepEqual(shuffled, sorted);
  });

  it('keeps numbers apart that a double cannot', () => {
    const [a, b] = ['1.0.0-1000000000000000000000001', '1.0.0-1000000000000000000000002'].map(semverSortKey);
    assert.ok(a !== undefined && b !== undefined && Buffer.compare(a, b) < 0);
  });

  it('puts what is no version below every version', () => {
    for (const odd of ['', '1', '1.0', 'latest', '1.0.0.0', '01.0.0', 'Ünïcode'])
      assert.ok(Buffer.compare(semverSortKey(odd), semverSortKey('0.0.0-0')) < 0, odd);
  });
});

describe('sort key parts', () => {
  it('orders numbers of any length', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 600n });
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        assert.equal(order(num(`00${a}`), num(b.toString())), a < b ? -1 : a > b ? 1 : 0);
      }),
    );
    assert.ok(order(num('9'.repeat(254)), num(`1${'0'.repeat(254)}`)) < 0);
    assert.ok(order(num('9'.repeat(509)), num(`1${'0'.repeat(509)}`)) < 0);
  });

  it('sorts a prefix first, whatever follows', () => {
    assert.ok(order([...text('a'), 255], [...text('ab'), 0]) < 0);
    assert.ok(order([...num(9), 255], [...num(10), 0]) < 0);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PlainFacts, plainFormat } from '../../test/support/plain-format.ts';
import type { Format } from '../formats/format.ts';
import type { PackageIndex } from '../model/package.ts';
import type { StoredStatus } from '../model/status.ts';
import { type IndexLayer, mergeIndexes } from './merge-indexes.ts';

const format = plainFormat as Format;

interface Row {
  readonly version: string;
  readonly day?: number;
  readonly status?: StoredStatus;
  readonly from?: string;
  readonly summary?: string;
  readonly yanked?: boolean;
}

const dayOf = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();

const layer = (
  connection: string | null,
  rows: readonly Row[],
  tags: Readonly<Record<string, string>> = {},
): IndexLayer => ({
  connection,
  name: { namespace: null, name: 'thing' },
  tags: new Map(Object.entries(tags)),
  versions: rows.map(({ version, day, status = 'Published', from, summary = '', yanked = false }) => ({
    key: format.versions.key(version),
    status,
    cameThrough: from ?? connection,
    entry: {
      version,
      publishedAt: day === undefined ? null : dayOf(day),
      assets: [],
      facts: { summary, yanked, notes: [] },
    },
  })),
});

const shown = (layers: readonly IndexLayer[]): string[] =>
  mergeIndexes(format, layers)?.versions.map(({ version }) => version) ?? [];

const tags = (layers: readonly IndexLayer[]): Record<string, string> =>
  Object.fromEntries(mergeIndexes(format, layers)?.tags ?? []);

const isYanked = (index: PackageIndex<unknown> | null): boolean => {
  const entry = index?.versions[0];
  assert.ok(entry);
  return (entry.facts as PlainFacts).yanked;
};

describe('mergeIndexes', () => {
  it('shows nothing of nothing, and of what is hidden', () => {
    assert.equal(mergeIndexes(format, []), null);
    assert.equal(mergeIndexes(format, [layer(null, [{ version: '1', status: 'Archived' }])]), null);
  });

  it('lets the earlier place win a version whole, by version key', () => {
    const merged = mergeIndexes(format, [
      layer(null, [{ version: '1.0', day: 2, summary: 'ours' }]),
      layer('public:x', [
        { version: '1.0.0', day: 1, summary: 'theirs' },
        { version: '2', day: 3 },
      ]),
    ]);
    assert.deepEqual(
      merged?.versions.map(({ version, facts }) => [version, (facts as { summary: string }).summary]),
      [
        ['1.0', 'ours'],
        ['2', ''],
      ],
    );
  });

  for (const status of ['Archived', 'Disposed', 'Unfinished'] as const)
    it(`hides an upstream's version behind one that is ${status}`, () => {
      assert.deepEqual(
        shown([layer(null, [{ version: '1', status }]), layer('public:x', [{ version: '1' }, { version: '2' }])]),
        ['2'],
      );
    });

  it('moves an unlisted version out of the list', () => {
    const merged = mergeIndexes(format, [
      layer(null, [{ version: '1', status: 'Unlisted' }]),
      layer('public:x', [{ version: '1' }], { latest: '1' }),
    ]);
    assert.deepEqual(merged?.versions, []);
    assert.deepEqual(
      merged?.unlisted.map(({ version }) => version),
      ['1'],
    );
    assert.deepEqual([...(merged?.tags ?? [])], []);
  });

  it('refreshes a kept version from its own origin only', () => {
    const yanked = (from: string): boolean => {
      const merged = mergeIndexes(format, [
        layer(null, [{ version: '1', from }]),
        layer('public:x', [{ version: '1', yanked: true }]),
      ]);
      return isYanked(merged);
    };
    assert.equal(yanked('public:x'), true);
    assert.equal(yanked('public:y'), false);
  });

  it('never refreshes what was published here', () => {
    const merged = mergeIndexes(format, [
      layer(null, [{ version: '1' }]),
      layer('public:x', [{ version: '1', yanked: true }]),
    ]);
    assert.equal(isYanked(merged), false);
  });

  it('keeps the order of publication over all places', () => {
    assert.deepEqual(
      shown([
        layer(null, [
          { version: '2', day: 20 },
          { version: '9', day: 40 },
        ]),
        layer('public:x', [
          { version: '1', day: 10 },
          { version: '3', day: 30 },
          { version: '1.5', day: 50 },
        ]),
      ]),
      ['1', '2', '3', '9', '1.5'],
    );
  });

  it('takes the place of a retained version from an origin that tells no times', () => {
    assert.deepEqual(
      shown([
        layer(null, [{ version: '2', day: 20, from: 'public:x' }]),
        layer('public:x', [{ version: '1' }, { version: '2' }, { version: '3' }]),
      ]),
      ['1', '2', '3'],
    );
  });

  it('gives a tag to the earlier place', () => {
    const [ours, theirs] = [
      layer(null, [{ version: '1' }], { latest: '1' }),
      layer('public:x', [{ version: '2' }], { latest: '2', next: '2' }),
    ];
    assert.deepEqual(tags([ours, theirs]), { latest: '1', next: '2' });
  });

  it('repairs a tag at a hidden version from a later place, or drops it', () => {
    const local = layer(null, [{ version: '2', status: 'Archived' }], { latest: '2', old: '7' });
    assert.deepEqual(tags([local, layer('public:x', [{ version: '1' }], { latest: '1' })]), { latest: '1' });
    assert.deepEqual(tags([local, layer('public:x', [{ version: '1' }], { latest: '2' })]), {});
  });

  it('lets a local tag point at a version of an upstream', () => {
    assert.deepEqual(tags([layer(null, [], { stable: '1' }), layer('public:x', [{ version: '1.0' }])]), {
      stable: '1.0',
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideOrigin, type GroupRule } from './decide-origin.ts';
import type { Allowance } from './origin.ts';
import {
  type EffectiveMode,
  effectiveRestriction,
  restrictionsOfNewGroup,
  restrictionTypes,
} from './origin-restriction.ts';

const rule = (
  mode: EffectiveMode,
  association: GroupRule['association'] = 'STRONG',
  allowed: number[] = [],
): GroupRule => {
  const restriction = { mode, from: '/npm/*', allowed: new Set(allowed) };
  return {
    pattern: '/npm/x/*',
    association,
    restrictions: { PUBLISH: restriction, EXTERNAL_UPSTREAM: restriction, INTERNAL_UPSTREAM: restriction },
  };
};
const controls = (publish: Allowance, upstream: Allowance) => ({ publish, upstream });
const open = controls('ALLOW', 'ALLOW');

describe('a version comes in', () => {
  it('where neither the package nor its group blocks it', () => {
    for (const way of restrictionTypes) {
      assert.equal(decideOrigin(way, 1, open, rule('ALLOW')), null);
      assert.equal(decideOrigin(way, 1, null, rule('ALLOW')), null);
      assert.equal(decideOrigin(way, 1, open, rule('ALLOW_SPECIFIC_REPOSITORIES', 'STRONG', [1])), null);
    }
  });

  it('by the control of its way', () => {
    assert.deepEqual(decideOrigin('PUBLISH', 1, controls('BLOCK', 'ALLOW'), rule('ALLOW')), { by: 'package' });
    assert.equal(decideOrigin('PUBLISH', 1, controls('ALLOW', 'BLOCK'), rule('ALLOW')), null);
    for (const way of ['EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const) {
      assert.deepEqual(decideOrigin(way, 1, controls('ALLOW', 'BLOCK'), rule('ALLOW')), { by: 'package' });
      assert.equal(decideOrigin(way, 1, controls('BLOCK', 'ALLOW'), rule('ALLOW')), null);
    }
  });

  it('not where the group blocks it, or does not list the repository', () => {
    const pattern = '/npm/*';
    assert.deepEqual(decideOrigin('PUBLISH', 1, open, rule('BLOCK', 'STRONG', [1])), {
      ...{ by: 'group', pattern, mode: 'BLOCK' },
    });
    assert.deepEqual(decideOrigin('PUBLISH', 2, open, rule('ALLOW_SPECIFIC_REPOSITORIES', 'STRONG', [1])), {
      ...{ by: 'group', pattern, mode: 'ALLOW_SPECIFIC_REPOSITORIES' },
    });
  });

  it('not when it only looks like one of the group', () =>
    assert.deepEqual(decideOrigin('PUBLISH', 1, open, rule('ALLOW', 'WEAK')), {
      by: 'look-alike',
      pattern: '/npm/x/*',
    }));

  const allowance = fc.constantFrom<Allowance>('ALLOW', 'BLOCK');
  it('never against a BLOCK anywhere', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...restrictionTypes),
        fc.constantFrom<EffectiveMode>('ALLOW', 'BLOCK', 'ALLOW_SPECIFIC_REPOSITORIES'),
        fc.record({ publish: allowance, upstream: allowance }),
        fc.constantFrom<GroupRule['association']>('STRONG', 'WEAK'),
        (way, mode, own, association) => {
          const refused = decideOrigin(way, 1, own, rule(mode, association, [1])) !== null;
          const isBlocked = (way === 'PUBLISH' ? own.publish : own.upstream) === 'BLOCK';
          return refused === (isBlocked || mode === 'BLOCK' || association === 'WEAK');
        },
      ),
    ));
});

describe('an effective restriction', () => {
  const inheriting = { name: 'child', restrictions: restrictionsOfNewGroup };
  const blocking = { name: 'parent', restrictions: { ...restrictionsOfNewGroup, PUBLISH: 'BLOCK' as const } };

  it('is that of the nearest group that does not inherit', () => {
    assert.deepEqual(effectiveRestriction([inheriting, blocking], 'PUBLISH'), { mode: 'BLOCK', from: blocking });
    assert.deepEqual(effectiveRestriction([blocking], 'PUBLISH'), { mode: 'BLOCK', from: blocking });
    assert.throws(() => effectiveRestriction([inheriting, blocking], 'EXTERNAL_UPSTREAM'), /EXTERNAL_UPSTREAM/);
  });
});

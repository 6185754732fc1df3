import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionName, type EngineBench, engineBench } from '../../test/support/engine-bench.ts';
import { systemClock } from '../kernel/clock.ts';
import { updateGroupOrigin } from '../metadata/update-group-origin.ts';
import type { RestrictionMode, RestrictionType } from '../model/origin-restriction.ts';
import { retainVersion } from './retain-version.ts';

const chain = { store: { connected: true }, team: { upstreams: ['store'] }, origin: {} };

async function restrict(bench: EngineBench, type: RestrictionType, mode: RestrictionMode, allowed: string[] = []) {
  const { domainId } = bench.where('store');
  await bench.database.write(updateGroupOrigin, {
    ...{ domainId, domain: 'acme', pattern: '/*', restrictions: { [type]: mode }, remove: [] },
    add: allowed.map((repository) => ({ repository, type })),
  });
}

/** A version that `origin` has is retained in the two others; answers which of them have it then. */
async function retained(bench: EngineBench, connection: string | null): Promise<string[]> {
  await bench.publish('origin', 'left', '1.0', 'bytes');
  const version = await bench.kept('origin', 'left', '1.0');
  assert.ok(version !== null);
  const ids = ['store', 'team'].map((name) => bench.where(name).repositoryId);
  const parts = { database: bench.database, clock: systemClock };
  await retainVersion(parts, bench.where('team'), { namespace: null, name: 'left' }, version, ids, connection);
  const kept = await Promise.all(['store', 'team'].map((name) => bench.kept(name, 'left', '1.0')));
  return ['store', 'team'].filter((_, index) => kept[index] !== null);
}

describe('a repository that came to refuse a version while it was on its way', () => {
  const cases: [type: RestrictionType, mode: RestrictionMode, allowed: string[], from: string | null, to: string[]][] =
    [
      ['PUBLISH', 'BLOCK', [], null, ['store', 'team']],
      ['INTERNAL_UPSTREAM', 'BLOCK', [], null, []],
      ['INTERNAL_UPSTREAM', 'ALLOW_SPECIFIC_REPOSITORIES', ['team'], null, ['team']],
      ['EXTERNAL_UPSTREAM', 'BLOCK', [], null, ['store', 'team']],
      ['EXTERNAL_UPSTREAM', 'BLOCK', [], connectionName, ['team']],
      ['INTERNAL_UPSTREAM', 'BLOCK', [], connectionName, ['store']],
    ];
  for (const [type, mode, allowed, from, to] of cases)
    it(`does not keep it: ${type}=${mode} ${allowed.join()}, ${from === null ? 'from a repository' : 'from outside'}`, async () => {
      await using bench = await engineBench({ chain });
      await restrict(bench, type, mode, allowed);
      if (type === 'PUBLISH') await restrict(bench, type, 'ALLOW_SPECIFIC_REPOSITORIES', ['origin']);
      assert.deepEqual(await retained(bench, from), to);
    });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultQuotas } from '../../src/kernel/quotas.ts';
import { createPackageGroup } from '../../src/metadata/create-package-group.ts';
import { findAssociation } from '../../src/metadata/group-rule.ts';
import { packagePath } from '../../src/model/package-group-match.ts';
import { type EngineBench, engineBench } from '../support/engine-bench.ts';

const many = 2000;
const rounds = 300;

async function addGroups({ database, where }: EngineBench): Promise<void> {
  const { domainId } = where('app');
  const texts = { domain: 'acme', contactInfo: null, description: null };
  const common = { domainId, ...texts, tags: [], now: Date.now(), quotas: defaultQuotas };
  const patterns = Array.from({ length: many / 4 }, (_, i) => [
    ...[`/npm/scope-${i}/*`, `/npm/scope-${i}/ui~`, `/npm/scope-${i}/ui-kit$`, `/generic/ns-${i}/*`],
  ]).flat();
  await Promise.all(patterns.map((pattern) => database.write(createPackageGroup, { ...common, pattern })));
}

/** Milliseconds that one takes, the middle of many. */
async function median(task: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now();
    await task();
    taken.push(performance.now() - begun);
  }
  return taken.sort((a, b) => a - b)[rounds / 2] ?? 0;
}

it(`a read costs the same with ${many} package groups as with one`, async () => {
  await using bench = await engineBench();
  await bench.publish('store', 'left', '1.0', 'bytes');
  const read = () => bench.readIndex('app', 'left');
  const { domainId } = bench.where('app');
  const path = packagePath('npm', { namespace: 'scope-77', name: 'ui-kit' });
  const find = () => findAssociation(bench.database.reader, domainId, path);
  await median(read);
  const [readBefore, findBefore] = [await median(read), await median(find)];
  await addGroups(bench);
  const [readAfter, findAfter] = [await median(read), await median(find)];
  const { group, line } = await find();
  assert.deepEqual([group.text, line.length], ['/npm/scope-77/ui-kit$', 4]);
  assert.ok(readAfter < readBefore * 1.5 + 0.2, `${readAfter} ms after ${readBefore} ms`);
  assert.ok(findAfter < findBefore * 2 + 0.2, `${findAfter} ms after ${findBefore} ms`);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { createDomain } from '../metadata/create-domain.ts';
import { createPackageGroup } from '../metadata/create-package-group.ts';
import { createRepository } from '../metadata/create-repository.ts';
import type { Database } from '../metadata/database.ts';
import { deletePackageGroup } from '../metadata/delete-package-group.ts';
import { listGroups } from '../metadata/list-package-groups.ts';
import { findGroup, type StoredGroup } from '../metadata/package-groups.ts';
import { putOriginControls } from '../metadata/put-origin-controls.ts';
import { associate } from '../model/package-group-line.ts';
import { containsGroup, packagePath } from '../model/package-group-match.ts';
import { parseGroupPattern } from '../model/package-group-pattern.ts';
import { listAssociatedPackages } from './list-associated-packages.ts';

const owner = '111122223333';
const now = 1;

const part = fc.stringMatching(/^(?:a|A|ab|b)(?:[-._](?:a|b|B)){0,2}$/);
const name = fc.tuple(part, part).map(([namespace, short]) => ({ namespace, name: short }));

/** Any pattern that may stand for packages of these names. */
const pattern = fc
  .tuple(name, fc.nat(20), fc.constantFrom('*', '~', '$'))
  .map(([{ namespace, name: short }, cut, end]) => {
    const whole = `/generic/${namespace}/${short}`;
    return (end === '$' ? whole : whole.slice(0, 9 + (cut % (whole.length - 8)))) + end;
  })
  .filter((text) => {
    try {
      return parseGroupPattern(text).text === text;
    } catch {
      return false;
    }
  });

const quotas = defaultQuotas;

async function makeDomain(database: Database, names: readonly { namespace: string; name: string }[]): Promise<number> {
  const domain = `d${Math.random().toString(36).slice(2)}`;
  const { id } = await database.write(createDomain, {
    ...{ region: 'us-east-1', owner: domain, name: domain, encryptionKey: 'arn:key', tags: [], now, quotas },
  });
  const base = { owner: domain, domain, administrator: owner, description: null, upstreams: [], tags: [], now, quotas };
  const repositories = await Promise.all(
    ['one', 'two'].map((repository) => database.write(createRepository, { ...base, name: repository })),
  );
  for (const [index, each] of names.entries())
    await database.write(putOriginControls, {
      ...{ domainId: id, repositoryId: repositories[index % 2]?.id ?? 0, now },
      package: { format: 'generic', name: each, key: `${each.namespace}/${each.name}` },
      controls: { publish: 'ALLOW', upstream: 'ALLOW' },
    });
  return id;
}

async function addGroups(database: Database, domainId: number, patterns: readonly string[]): Promise<void> {
  const common = { domainId, domain: 'd', contactInfo: null, description: null, tags: [], now, quotas };
  for (const text of patterns)
    if ((await findGroup(database.reader, domainId, text)) === null)
      await database.write(createPackageGroup, { ...common, pattern: text });
}

const groupsOf = (database: Database, domainId: number) =>
  listGroups(database.reader, { domainId, prefix: null, after: null, limit: 1000 });

/** The nearest that contains it, found by comparing with each. */
const parentAmong = (groups: readonly StoredGroup[], group: StoredGroup): number | null =>
  groups
    .filter((other) => containsGroup(other, group))
    .reduce<StoredGroup | null>((near, other) => (near === null || containsGroup(near, other) ? other : near), null)
    ?.id ?? null;

const spell = ({ namespace, name: short }: { namespace: string; name: string }) => `${namespace}/${short}`;

async function listAll(database: Database, domainId: number, group: StoredGroup): Promise<string[]> {
  const found: string[] = [];
  for (let after = null; ; ) {
    const page = await listAssociatedPackages(database.reader, { domainId, group, after, limit: 2 });
    found.push(...page.map((each) => `${spell(each)} ${each.association}`));
    after = page.at(-1) ?? null;
    if (after === null) return found.sort();
  }
}

describe('package groups of any domain', () => {
  it('are below the nearest one that contains them, and list exactly the packages that belong to them', async () => {
    const database = await (await createTestStore()).connect();
    const some = { minLength: 1, maxLength: 12 };
    await fc.assert(
      fc.asyncProperty(fc.array(name, some), fc.array(pattern, some), fc.nat(11), async (names, patterns, gone) => {
        const domainId = await makeDomain(database, names);
        await addGroups(database, domainId, patterns);
        const removed = patterns[gone];
        if (removed !== undefined && removed !== '/*')
          await database.write(deletePackageGroup, { domainId, pattern: removed });
        const groups = await groupsOf(database, domainId);
        for (const group of groups) assert.equal(group.parentId, parentAmong(groups, group), group.text);
        const distinct = [...new Map(names.map((each) => [spell(each), each])).values()];
        for (const group of groups) {
          const expected = distinct.flatMap((each) => {
            const { group: best, type } = associate(groups, packagePath('generic', each));
            return best.id === group.id ? `${spell(each)} ${type}` : [];
          });
          assert.deepEqual(await listAll(database, domainId, group), expected.sort(), group.text);
        }
      }),
      { numRuns: 60 },
    );
    await database.close();
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import type { Database } from './database.ts';
import { listPackages, type PackagePosition } from './list-packages.ts';
import { findLatestPublished, listVersions, type VersionPosition } from './list-versions.ts';
import type { Db } from './schema.ts';

const count = 7000;
/** Few pass the filter, and not evenly: the last ones of all among them. */
const passing = [0, 1, 999, 1000, 1001, 5990, 6999];

const batch = 1000;

/** Of a package or a version, by its number. */
const digits = (i: number): string => String(i).padStart(5, '0');

async function fill(db: Db): Promise<void> {
  await db.insertInto('entry_points').values({ id: 1, domain_id: 1, kind: 'repository', name: 'app' }).execute();
  for (let done = 0; done < count; done += batch) {
    const numbers = Array.from({ length: batch }, (_, i) => done + i + 1);
    const passes = (i: number): boolean => passing.includes(i - 1);
    const packages = numbers.map((i) => ({
      ...{ id: i, repository_id: 1, domain_id: 1, look: '', format: 'npm', key: String(i) },
      ...{ namespace: `n${i % 2}`, name: `p${digits(i)}`, publish: passes(i) ? 2 : 1, upstream: 1 },
      ...{ changed_seq: 0, created_at: 0 },
    }));
    const versions = numbers.map((i) => ({
      ...{ package_id: 1, key: String(i), version: String(i), sort_key: Buffer.from(digits(i)) },
      ...{ status: passes(i) ? 1 : 4, content_id: null, origin_type: 1, entry_id: 1 },
      ...{ published_by: null, published_at: i % 100 },
    }));
    await db.insertInto('packages').values(packages).execute();
    await db.insertInto('package_versions').values(versions).execute();
  }
}

let database: Database;
before(async () => {
  const store = await createTestStore();
  database = await store.connect();
  await store.beside((db) => db.transaction().execute(fill));
});
after(() => database.close());

const names = (numbers: readonly number[]): string[] => numbers.map((i) => `p${digits(i + 1)}`);

async function pagesOfPackages(filter: object, limit: number): Promise<{ names: string[]; pages: number }> {
  const found: string[] = [];
  let after: PackagePosition | null = null;
  for (let pages = 1; ; pages++) {
    const none = { namespacePrefix: null, namePrefix: null, publish: null, upstream: null };
    const query = { repositoryId: 1, format: 'npm', ...none, ...filter, after, limit };
    const page: Awaited<ReturnType<typeof listPackages>> = await listPackages(database.reader, query);
    found.push(...page.packages.map(({ name }) => name.name));
    const last = page.packages.at(-1);
    if (page.stoppedAt !== null) after = page.stoppedAt;
    else if (page.packages.length === limit && last !== undefined)
      after = { namespace: last.name.namespace ?? '', name: last.name.name };
    else return { names: found, pages };
  }
}

describe('pages that pass a filter', () => {
  it('hold every package once, however few there are and however small the pages', async () => {
    const inOrder = names(passing);
    const byNamespace = [...inOrder].sort((a, b) => (Number(a.slice(1)) % 2) - (Number(b.slice(1)) % 2));
    for (const limit of [1, 2, 100]) {
      assert.deepEqual((await pagesOfPackages({ publish: 'BLOCK' }, limit)).names, byNamespace);
      assert.deepEqual((await pagesOfPackages({ publish: 'BLOCK', namePrefix: 'p' }, limit)).names, inOrder);
    }
    assert.deepEqual((await pagesOfPackages({ namespacePrefix: 'n', namePrefix: 'p07' }, 100)).names, names([6999]));
  });

  it('look at a thousand packages at most', async () => {
    assert.equal((await pagesOfPackages({ upstream: 'BLOCK' }, 100)).pages, 8);
    assert.equal((await pagesOfPackages({ namePrefix: 'q' }, 100)).pages, 1);
  });

  it('hold every version once, by version and by time', async () => {
    for (const by of ['version', 'time'] as const) {
      const found: string[] = [];
      let pages = 0;
      for (let after: VersionPosition | null = null, more = true; more; pages++) {
        const page: Awaited<ReturnType<typeof listVersions>> = await listVersions(database.reader, {
          ...{ packageId: 1, status: 'Published', origin: null, by, after, limit: 100 },
        });
        found.push(...page.versions.map(({ version }) => version));
        more = page.stoppedAt !== null;
        if (page.stoppedAt === null) break;
        const { version, publishedAt } = page.stoppedAt;
        const sortKey = Buffer.from(digits(Number(version)));
        after =
          by === 'time' ? { by, publishedAt: publishedAt.getTime(), key: version } : { by, sortKey, key: version };
      }
      assert.deepEqual(
        found.map(Number).sort((a, b) => a - b),
        passing.map((i) => i + 1),
      );
      assert.equal(pages, 7);
    }
  });

  it('do not hide the version that was published last', async () => {
    const latest = passing.map((i) => i + 1).sort((a, b) => (b % 100) - (a % 100));
    assert.equal(Number(await findLatestPublished(database.reader, 1)) % 100, (latest[0] ?? 0) % 100);
  });
});

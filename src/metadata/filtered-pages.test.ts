import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { connectSqlite } from './connect-sqlite.ts';
import type { Database } from './database.ts';
import { listPackages, type PackagePosition } from './list-packages.ts';
import { findLatestPublished, listVersions, type VersionPosition } from './list-versions.ts';

const count = 7000;
/** Few pass the filter, and not evenly: the last ones of all among them. */
const passing = [0, 1, 999, 1000, 1001, 5990, 6999];

let database: Database;
before(async () => {
  const path = `${await temporaryFolder('pages')}/coffer.db`;
  database = await connectSqlite(path);
  using raw = new DatabaseSync(path);
  const those = passing.map((i) => i + 1).join(',');
  const upTo = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  raw.exec(`BEGIN;
    INSERT INTO entry_points (id, domain_id, kind, name) VALUES (1, 1, 'repository', 'app');
    ${upTo} INSERT INTO packages
      (id, repository_id, domain_id, look, format, key, namespace, name, publish, upstream, changed_seq, created_at)
      SELECT i, 1, 1, '', 'npm', i, 'n' || (i % 2), printf('p%05d', i), CASE WHEN i IN (${those}) THEN 2 ELSE 1 END, 1, 0, 0
      FROM n;
    ${upTo} INSERT INTO package_versions
      (package_id, key, version, sort_key, status, content_id, origin_type, entry_id, published_by, published_at)
      SELECT 1, i, i, CAST(printf('%05d', i) AS BLOB), CASE WHEN i IN (${those}) THEN 1 ELSE 4 END, NULL, 1, 1, NULL, i % 100
      FROM n; COMMIT`);
});
after(() => database.close());

const names = (numbers: readonly number[]): string[] => numbers.map((i) => `p${String(i + 1).padStart(5, '0')}`);

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
        const sortKey = Buffer.from(version.padStart(5, '0'));
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

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const versionsOfPackage = 10;

/**
 * Adds generic packages of ten versions each, straight into the database of a server that is stopped: every version with a
 * content of its own and one asset, whose bytes are those of the first blob. Answers how many versions there are then.
 */
export function fillStore(dataDir: string, repositoryId: number, versions: number): number {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'));
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const one = (query: string): number => Number(Object.values(database.prepare(query).get() ?? {})[0]);
  const [domain, facts, blob, entry] = [
    one(`SELECT domain_id FROM repositories WHERE id = ${repositoryId}`),
    one('SELECT min(id) FROM facts'),
    one('SELECT min(id) FROM blobs'),
    one('SELECT min(id) FROM entry_points'),
  ];
  const present = one('SELECT count(*) FROM package_versions');
  const packages = Math.ceil(Math.max(0, versions - present) / versionsOfPackage);
  const [lastPackage, lastContent] = [
    one('SELECT coalesce(max(id), 0) FROM packages'),
    one('SELECT coalesce(max(id), 0) FROM contents'),
  ];
  const rows = packages * versionsOfPackage;
  const upTo = (count: number): string =>
    `WITH RECURSIVE n(i) AS (SELECT 1 WHERE ${count} > 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  const version = `((i - 1) % ${versionsOfPackage})`;
  database.exec(`
    ${upTo(packages)} INSERT INTO packages
      (id, repository_id, domain_id, look, format, key, namespace, name, publish, upstream, changed_seq, created_at)
      SELECT ${lastPackage} + i, ${repositoryId}, ${domain}, '/generic//filler-' || (${lastPackage} + i), 'generic',
        'filler-' || (${lastPackage} + i), '', 'filler-' || (${lastPackage} + i), 1, 2, 0, 0 FROM n;
    ${upTo(rows)} INSERT INTO contents (id, domain_id, revision, facts_id, created_at)
      SELECT ${lastContent} + i, ${domain}, randomblob(32), ${facts}, 0 FROM n;
    ${upTo(rows)} INSERT INTO content_assets (content_id, name, blob_id, origin)
      SELECT ${lastContent} + i, 'file', ${blob}, NULL FROM n;
    ${upTo(rows)} INSERT INTO package_versions
      (package_id, key, version, sort_key, status, content_id, origin_type, entry_id, published_by, published_at)
      SELECT ${lastPackage} + (i - 1) / ${versionsOfPackage} + 1, '1.0.' || ${version}, '1.0.' || ${version},
        CAST('1.0.' || ${version} AS BLOB), 1, ${lastContent} + i, 1, ${entry}, NULL, i FROM n;
    COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)`);
  return present + rows;
}

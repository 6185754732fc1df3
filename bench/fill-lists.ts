import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long the lists of a store are, beside its packages. */
export interface ListLengths {
  readonly domains: number;
  /** Of the first domain; the first package group allows them all. */
  readonly repositories: number;
  /** Of the first domain, all below the root. */
  readonly groups: number;
  /** Versions of the package `wide`, which is there with one. */
  readonly wideVersions: number;
}

/** Lengthens lists, straight into the database of a server that is stopped. Names sort after those that tests make. */
export function fillLists(dataDir: string, { domains, repositories, groups, wideVersions }: ListLengths): void {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'));
  const upTo = (count: number): string =>
    `WITH RECURSIVE n(i) AS (SELECT 1 WHERE ${count} > 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  const name = (kind: string): string => `'${kind}-' || printf('%07d', i)`;
  const wide = "SELECT id FROM packages WHERE name = 'wide'";
  const source = `SELECT * FROM package_versions WHERE package_id = (${wide}) LIMIT 1`;
  database.exec(`PRAGMA synchronous = OFF; BEGIN;
    ${upTo(domains)} INSERT OR IGNORE INTO domains
      (region, owner, name, encryption_key, repository_count, asset_size_bytes, change_seq, created_at)
      SELECT d.region, d.owner, ${name('filler')}, d.encryption_key, 0, 0, 0, 0 FROM n, domains d WHERE d.id = 1;
    ${upTo(repositories)} INSERT OR IGNORE INTO repositories (domain_id, name, administrator, created_at)
      SELECT 1, ${name('filler')}, d.owner, 0 FROM n, domains d WHERE d.id = 1;
    ${upTo(groups)} INSERT OR IGNORE INTO package_groups
      (domain_id, pattern, look, parent_id, publish, external_upstream, internal_upstream, created_at)
      SELECT 1, '/npm/' || ${name('scope')} || '/*', '/npm/' || ${name('scope')} || '/', r.id, 4, 4, 4, 0
      FROM n, package_groups r WHERE r.domain_id = 1 AND r.parent_id IS NULL;
    INSERT OR IGNORE INTO package_group_repositories (group_id, restriction_type, repository_id)
      SELECT g.id, 1, r.id FROM repositories r, (SELECT id FROM package_groups
        WHERE domain_id = 1 AND pattern = '/generic/bench/*') g WHERE r.domain_id = 1;
    ${upTo(wideVersions)} INSERT OR IGNORE INTO package_versions
      (package_id, key, version, sort_key, status, content_id, origin_type, entry_id, published_by, published_at)
      SELECT w.package_id, '2.0.' || i, '2.0.' || i, CAST(printf('2.0.%07d', i) AS BLOB), 1, w.content_id, 1, w.entry_id,
        NULL, i FROM n, (${source}) w;
    UPDATE domains SET repository_count = (SELECT count(*) FROM repositories WHERE domain_id = 1) WHERE id = 1;
    COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)`);
}

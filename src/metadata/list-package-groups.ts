import { type Selectable, sql } from 'kysely';
import type { PackageGroupsTable } from './package-group-tables.ts';
import { type StoredGroup, storedGroup } from './package-groups.ts';
import { afterPrefix } from './prefix-range.ts';
import type { Db } from './schema.ts';

export interface GroupsOfDomain {
  readonly domainId: number;
  /** Of the pattern. */
  readonly prefix: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** In the order of their patterns, from the one after `after`. */
export async function listGroups(db: Db, { domainId, prefix, after, limit }: GroupsOfDomain): Promise<StoredGroup[]> {
  let page = db.selectFrom('package_groups').selectAll().where('domain_id', '=', domainId);
  if (prefix !== null) page = page.where('pattern', '<', afterPrefix(prefix));
  // One bound a side: of two, SQLite may take the wider.
  if (after !== null) page = page.where('pattern', '>', after);
  else if (prefix !== null) page = page.where('pattern', '>=', prefix);
  const rows = await page.orderBy('pattern').limit(limit).execute();
  return rows.map(storedGroup);
}

export interface GroupsBelow {
  readonly parentId: number;
  readonly after: string | null;
  readonly limit: number;
}

/** The direct children, in the order of their patterns. */
export async function listSubGroups(db: Db, { parentId, after, limit }: GroupsBelow): Promise<StoredGroup[]> {
  let page = db.selectFrom('package_groups').selectAll().where('parent_id', '=', parentId);
  if (after !== null) page = page.where('pattern', '>', after);
  const rows = await page.orderBy('pattern').limit(limit).execute();
  return rows.map(storedGroup);
}

/** The pattern of a group of the domain, by its id; null when it is gone. */
export async function findPattern(db: Db, domainId: number, groupId: number): Promise<string | null> {
  const row = await db
    .selectFrom('package_groups')
    .select('pattern')
    .where('id', '=', groupId)
    .where('domain_id', '=', domainId)
    .executeTakeFirst();
  return row?.pattern ?? null;
}

/** The groups with these ids and all above them, by id, as of one moment; those that are gone are left out. */
export async function readLines(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, StoredGroup>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Selectable<PackageGroupsTable>>`
    WITH RECURSIVE reached(id) AS (
      SELECT id FROM package_groups WHERE id IN (${sql.join(ids)})
      UNION
      SELECT g.parent_id FROM reached r JOIN package_groups g ON g.id = r.id WHERE g.parent_id IS NOT NULL
    )
    SELECT g.* FROM reached r JOIN package_groups g ON g.id = r.id`.execute(db);
  return new Map(rows.map((row) => [row.id, storedGroup(row)]));
}

import { type RawBuilder, sql } from 'kysely';
import type { WriteOperation } from './database.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';

/** A rule that records always keep, and how many break it. */
export interface BrokenRule {
  readonly rule: string;
  readonly count: number;
  /** Bytes or versions are lost; the others are made right by `repairRecords`. */
  readonly loss: boolean;
}

const isNamed = sql`exists (select 1 from content_assets a where a.blob_id = b.id)`;
const namedBytes = sql`(select coalesce(sum(b.size_bytes), 0) from blobs b where b.domain_id = d.id and ${isNamed})`;
const repositories = sql`(select count(*) from repositories r where r.domain_id = d.id)`;
const unheldContents = sql`from contents c where not exists (select 1 from package_versions v where v.content_id = c.id)`;

const rules: readonly { readonly rule: string; readonly loss: boolean; readonly broken: RawBuilder<unknown> }[] = [
  {
    rule: 'assets whose blob has no record',
    loss: true,
    broken: sql`from content_assets a where a.blob_id is not null and not exists (select 1 from blobs b where b.id = a.blob_id)`,
  },
  {
    rule: 'versions whose content has no record',
    loss: true,
    broken: sql`from package_versions v where v.content_id is not null and not exists (select 1 from contents c where c.id = v.content_id)`,
  },
  {
    rule: 'contents whose facts have no record',
    loss: true,
    broken: sql`from contents c where not exists (select 1 from facts f where f.id = c.facts_id)`,
  },
  {
    rule: 'blobs in use that are marked as unused',
    loss: false,
    broken: sql`from blobs b where b.unreferenced_since is not null and ${isNamed}`,
  },
  {
    rule: 'unused blobs that are not marked',
    loss: false,
    broken: sql`from blobs b where b.unreferenced_since is null and not ${isNamed}`,
  },
  { rule: 'contents that no version holds', loss: false, broken: unheldContents },
  {
    rule: 'domains with a wrong size',
    loss: false,
    broken: sql`from domains d where d.asset_size_bytes <> ${namedBytes}`,
  },
  {
    rule: 'domains with a wrong number of repositories',
    loss: false,
    broken: sql`from domains d where d.repository_count <> ${repositories}`,
  },
];

/** The rules that are broken; reads every record. */
export async function checkRecords(db: Db): Promise<BrokenRule[]> {
  const found: BrokenRule[] = [];
  for (const { rule, loss, broken } of rules) {
    const { rows } = await sql<{ count: number }>`select count(*) as count ${broken}`.execute(db);
    const count = Number(rows[0]?.count ?? 0);
    if (count > 0) found.push({ rule, count, loss });
  }
  return found;
}

/** Makes marks and counters say what the other records say. */
export const repairRecords: WriteOperation<{ readonly now: number }, void> = {
  name: 'repair-records',
  async run(tx, { now }) {
    const unheld = await sql<{ id: number }>`select c.id ${unheldContents}`.execute(tx);
    await releaseContents(
      tx,
      unheld.rows.map(({ id }) => Number(id)),
      now,
    );
    await sql`update blobs as b set unreferenced_since = null where b.unreferenced_since is not null and ${isNamed}`.execute(
      tx,
    );
    await sql`update blobs as b set unreferenced_since = ${now} where b.unreferenced_since is null and not ${isNamed}`.execute(
      tx,
    );
    await sql`update domains as d set asset_size_bytes = ${namedBytes}, repository_count = ${repositories}`.execute(tx);
  },
};

import type { Selectable } from 'kysely';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db, DomainsTable } from './schema.ts';

export interface StoredDomain {
  readonly id: number;
  readonly region: string;
  readonly owner: string;
  readonly name: string;
  /** ARN of the key that its assets are encrypted with. */
  readonly encryptionKey: string;
  readonly repositoryCount: number;
  /** Each blob counted once, however many repositories hold it. */
  readonly assetSizeBytes: number;
  /** Of its permissions policy. */
  readonly policyId: number | null;
  readonly createdAt: Date;
}

export const storedDomain = (row: Selectable<DomainsTable>): StoredDomain => ({
  id: row.id,
  region: row.region,
  owner: row.owner,
  name: row.name,
  encryptionKey: row.encryption_key,
  repositoryCount: row.repository_count,
  assetSizeBytes: row.asset_size_bytes,
  policyId: row.policy_id,
  createdAt: new Date(row.created_at),
});

const domainByName = prepareQuery((db, { owner, name }: Placeholders<{ owner: string; name: string }>) =>
  db.selectFrom('domains').selectAll().where('owner', '=', owner).where('name', '=', name),
);

export async function findDomain(db: Db, owner: string, name: string): Promise<StoredDomain | null> {
  const row = await domainByName.first(db, { owner, name });
  return row === undefined ? null : storedDomain(row);
}

/** Domains of one account in the order of their names, from the one after `after`. */
export async function listDomains(
  db: Db,
  { owner, after, limit }: { readonly owner: string; readonly after: string | null; readonly limit: number },
): Promise<StoredDomain[]> {
  let page = db.selectFrom('domains').selectAll().where('owner', '=', owner);
  if (after !== null) page = page.where('name', '>', after);
  const rows = await page.orderBy('name').limit(limit).execute();
  return rows.map(storedDomain);
}

import type { Selectable } from 'kysely';
import { afterPrefix } from './prefix-range.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db, RepositoriesTable } from './schema.ts';

export interface StoredRepository {
  readonly id: number;
  readonly domainId: number;
  readonly name: string;
  /** The account that made it. */
  readonly administrator: string;
  readonly description: string | null;
  /** Of its permissions policy. */
  readonly policyId: number | null;
  readonly createdAt: Date;
}

export const storedRepository = (row: Selectable<RepositoriesTable>): StoredRepository => ({
  id: row.id,
  domainId: row.domain_id,
  name: row.name,
  administrator: row.administrator,
  description: row.description,
  policyId: row.policy_id,
  createdAt: new Date(row.created_at),
});

const repositoryByName = prepareQuery((db, { domainId, name }: Placeholders<{ domainId: number; name: string }>) =>
  db.selectFrom('repositories').selectAll().where('domain_id', '=', domainId).where('name', '=', name),
);

export async function findRepository(db: Db, domainId: number, name: string): Promise<StoredRepository | null> {
  const row = await repositoryByName.first(db, { domainId, name });
  return row === undefined ? null : storedRepository(row);
}

export interface RepositoriesOfDomain {
  readonly domainId: number;
  readonly administrator: string | null;
  readonly prefix: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** In the order of their names, from the one after `after`. */
export async function listRepositoriesInDomain(db: Db, query: RepositoriesOfDomain): Promise<StoredRepository[]> {
  const { domainId, administrator, prefix, after, limit } = query;
  let page = db.selectFrom('repositories').selectAll().where('domain_id', '=', domainId);
  if (administrator !== null) page = page.where('administrator', '=', administrator);
  if (prefix !== null) page = page.where('name', '<', afterPrefix(prefix));
  // One bound a side: of two, SQLite may take the wider.
  if (after !== null) page = page.where('name', '>', after);
  else if (prefix !== null) page = page.where('name', '>=', prefix);
  const rows = await page.orderBy('name').limit(limit).execute();
  return rows.map(storedRepository);
}

export interface RepositoryOfAccount extends StoredRepository {
  readonly domain: { readonly region: string; readonly owner: string; readonly name: string };
}

export interface RepositoriesOfAccount {
  readonly administrator: string;
  readonly prefix: string | null;
  readonly after: { readonly name: string; readonly id: number } | null;
  readonly limit: number;
}

/** What an account administers in any domain, in the order of names, from the one after `after`. */
export async function listRepositories(db: Db, query: RepositoriesOfAccount): Promise<RepositoryOfAccount[]> {
  const { administrator, prefix, after, limit } = query;
  let page = db
    .selectFrom('repositories as r')
    .innerJoin('domains as d', 'd.id', 'r.domain_id')
    .selectAll('r')
    .select(['d.region', 'd.owner', 'd.name as domain'])
    .where('r.administrator', '=', administrator);
  if (prefix !== null) page = page.where('r.name', '<', afterPrefix(prefix));
  if (after !== null)
    page = page.where(({ eb, refTuple, tuple }) => eb(refTuple('r.name', 'r.id'), '>', tuple(after.name, after.id)));
  else if (prefix !== null) page = page.where('r.name', '>=', prefix);
  const rows = await page.orderBy('r.name').orderBy('r.id').limit(limit).execute();
  return rows.map((row) => ({
    ...storedRepository(row),
    domain: { region: row.region, owner: row.owner, name: row.domain },
  }));
}

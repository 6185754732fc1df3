import type { Allowance } from '../model/origin.ts';
import { allowanceCodes, type StoredPackage, storedPackage } from './packages.ts';
import { afterPrefix } from './prefix-range.ts';
import type { Db } from './schema.ts';

/** How many rows one page looks at for those that pass a filter. */
const mostLookedAt = 1000;

/** The place of a package in a listing. */
export interface PackagePosition {
  readonly namespace: string;
  readonly name: string;
}

export interface PackageQuery {
  readonly repositoryId: number;
  readonly format: string;
  readonly namespacePrefix: string | null;
  readonly namePrefix: string | null;
  readonly publish: Allowance | null;
  readonly upstream: Allowance | null;
  readonly after: PackagePosition | null;
  readonly limit: number;
}

/** Packages in the order of a listing. */
export interface PackagePage {
  readonly packages: readonly StoredPackage[];
  /** The last one that was looked at, where the page is short and more may follow; else null. */
  readonly stoppedAt: (PackagePosition & { readonly id: number }) | null;
}

type Order = readonly ['namespace' | 'name', 'namespace' | 'name'];

/** Either is a range of an index. */
const orderOf = ({ namespacePrefix, namePrefix }: PackageQuery): Order =>
  namespacePrefix === null && namePrefix !== null ? ['name', 'namespace'] : ['namespace', 'name'];

/** The part of an index that holds what is asked for, and maybe more. One bound a side: of two, SQLite may take the wider. */
function rangeOf(db: Db, query: PackageQuery, order: Order, end: PackagePosition | null) {
  const { repositoryId, format, namespacePrefix, namePrefix, after } = query;
  const [first, second] = order;
  const prefix = first === 'name' ? namePrefix : namespacePrefix;
  let range = db.selectFrom('packages').where('repository_id', '=', repositoryId).where('format', '=', format);
  if (after !== null)
    range = range.where(({ eb, refTuple, tuple }) =>
      eb(refTuple(first, second), '>', tuple(after[first], after[second])),
    );
  else if (prefix !== null) range = range.where(first, '>=', prefix);
  if (end !== null)
    range = range.where(({ eb, refTuple, tuple }) => eb(refTuple(first, second), '<=', tuple(end[first], end[second])));
  else if (prefix !== null) range = range.where(first, '<', afterPrefix(prefix));
  return range.orderBy(first).orderBy(second);
}

const isFiltered = ({ namespacePrefix, namePrefix, publish, upstream }: PackageQuery): boolean =>
  publish !== null || upstream !== null || (namespacePrefix !== null && namePrefix !== null);

/**
 * One page of a repository's packages of one format, after `after`. In the order of (namespace, name); with a name prefix
 * alone in the order of (name, namespace). Where a filter has to look at each, it looks at so many and no more.
 */
export async function listPackages(db: Db, query: PackageQuery): Promise<PackagePage> {
  const { namespacePrefix, namePrefix, publish, upstream, limit } = query;
  const order = orderOf(query);
  let end: PackagePage['stoppedAt'] = null;
  if (isFiltered(query)) {
    const range = rangeOf(db, query, order, null).select(['id', 'namespace', 'name']);
    end =
      (await range
        .offset(mostLookedAt - 1)
        .limit(1)
        .executeTakeFirst()) ?? null;
  }
  let page = rangeOf(db, query, order, end);
  if (namespacePrefix !== null && namePrefix !== null)
    page = page.where('name', '>=', namePrefix).where('name', '<', afterPrefix(namePrefix));
  if (publish !== null) page = page.where('publish', '=', allowanceCodes[publish]);
  if (upstream !== null) page = page.where('upstream', '=', allowanceCodes[upstream]);
  const rows = await page.selectAll().limit(limit).execute();
  return { packages: rows.map(storedPackage), stoppedAt: rows.length < limit ? end : null };
}

/** Where a package stands, by its id; null when it is gone. */
export async function findPackagePosition(
  db: Db,
  repositoryId: number,
  packageId: number,
): Promise<PackagePosition | null> {
  const row = await db
    .selectFrom('packages')
    .select(['namespace', 'name'])
    .where('id', '=', packageId)
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row ?? null;
}

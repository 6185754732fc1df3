import type { Allowance } from '../model/origin.ts';
import { allowanceCodes, type StoredPackage, storedPackage } from './packages.ts';
import { afterPrefix } from './prefix-range.ts';
import type { Db } from './schema.ts';

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

/**
 * One page of a repository's packages of one format, after `after`. In the order of (namespace, name); with a name prefix
 * alone in the order of (name, namespace), so that either is a range of an index.
 */
export async function listPackages(db: Db, query: PackageQuery): Promise<StoredPackage[]> {
  const { repositoryId, format, namespacePrefix, namePrefix, publish, upstream, after, limit } = query;
  const order =
    namespacePrefix === null && namePrefix !== null
      ? (['name', 'namespace'] as const)
      : (['namespace', 'name'] as const);
  let page = db
    .selectFrom('packages')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('format', '=', format);
  if (namespacePrefix !== null)
    page = page.where('namespace', '>=', namespacePrefix).where('namespace', '<', afterPrefix(namespacePrefix));
  if (namePrefix !== null) page = page.where('name', '>=', namePrefix).where('name', '<', afterPrefix(namePrefix));
  if (publish !== null) page = page.where('publish', '=', allowanceCodes[publish]);
  if (upstream !== null) page = page.where('upstream', '=', allowanceCodes[upstream]);
  if (after !== null)
    page = page.where(({ eb, refTuple, tuple }) =>
      eb(refTuple(order[0], order[1]), '>', tuple(after[order[0]], after[order[1]])),
    );
  const rows = await page.orderBy(order[0]).orderBy(order[1]).limit(limit).execute();
  return rows.map(storedPackage);
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

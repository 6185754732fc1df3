import { statusCodes } from '../model/status.ts';
import { type StoredPackage, storedPackage } from './packages.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

interface PackageInRepositories {
  repositoryIds: readonly number[];
  format: string;
  key: string;
}

const packageInRepositories = prepareQuery((db, args: Placeholders<PackageInRepositories>) =>
  db
    .selectFrom('packages')
    .selectAll()
    .where('repository_id', 'in', args.repositoryIds)
    .where('format', '=', args.format)
    .where('key', '=', args.key),
);

/** The package in each of the repositories that has it, by repository id. `key` is the format's `names.key`. */
export async function findPackageIn(
  db: Db,
  repositoryIds: readonly number[],
  format: string,
  key: string,
): Promise<ReadonlyMap<number, StoredPackage>> {
  if (repositoryIds.length === 0) return new Map();
  const rows = await packageInRepositories.all(db, { repositoryIds, format, key });
  return new Map(rows.map((row) => [row.repository_id, storedPackage(row)]));
}

export interface PackagePage {
  readonly repositoryId: number;
  readonly format: string;
  /** The key of the last package seen; '' to start. */
  readonly after: string;
  readonly limit: number;
}

/** One page of the packages that clients may fetch something of, in the order of their keys. */
export async function listFetchablePackages(db: Db, page: PackagePage): Promise<StoredPackage[]> {
  const rows = await db
    .selectFrom('packages as p')
    .selectAll('p')
    .where('p.repository_id', '=', page.repositoryId)
    .where('p.format', '=', page.format)
    .where('p.key', '>', page.after)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('package_versions as v')
          .select('v.key')
          .whereRef('v.package_id', '=', 'p.id')
          .where('v.status', 'in', [statusCodes.Published, statusCodes.Unlisted]),
      ),
    )
    .orderBy('p.key')
    .limit(page.limit)
    .execute();
  return rows.map(storedPackage);
}

import type { PackageFormat } from '../model/package-format.ts';
import { type PackagePath, packagePath } from '../model/package-group-match.ts';
import type { Db } from './schema.ts';

/** A package of a domain, whatever number of its repositories keep it. */
export interface DomainPackage {
  readonly format: PackageFormat;
  /** '' where there is none. */
  readonly namespace: string;
  readonly name: string;
}

export interface FoundPackage extends DomainPackage {
  /** Of one of its records. */
  readonly id: number;
  readonly path: PackagePath;
}

export interface PackagesByLook {
  readonly domainId: number;
  /** Inclusive; after the first page `after` says where to go on. */
  readonly from: string;
  /** Exclusive. */
  readonly until: string;
  readonly after: DomainPackage | null;
  readonly limit: number;
}

export const pathOf = ({ format, namespace, name }: DomainPackage): PackagePath =>
  packagePath(format, { namespace: namespace === '' ? null : namespace, name });

/** In the order of what they look like, each once, from the one after `after`. */
export async function listPackagesByLook(db: Db, query: PackagesByLook): Promise<FoundPackage[]> {
  const { domainId, from, until, after, limit } = query;
  let page = db
    .selectFrom('packages')
    .select(['look', 'format', 'namespace', 'name', (select) => select.fn.min<number>('id').as('id')])
    .where('domain_id', '=', domainId)
    .where('look', '>=', after === null ? from : pathOf(after).look)
    .where('look', '<', until);
  if (after !== null) {
    const { format, namespace, name } = after;
    const { look } = pathOf(after);
    page = page.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('look', 'format', 'namespace', 'name'), '>', tuple(look, format as string, namespace, name)),
    );
  }
  const order = ['look', 'format', 'namespace', 'name'] as const;
  const rows = await page
    .groupBy(order)
    .orderBy('look')
    .orderBy('format')
    .orderBy('namespace')
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(({ id, format, namespace, name }) => {
    const found = { format: format as PackageFormat, namespace, name };
    return { ...found, id: Number(id), path: pathOf(found) };
  });
}

/** A package by the id of one of its records; null when that is gone. */
export async function findPackageById(db: Db, domainId: number, id: number): Promise<DomainPackage | null> {
  const row = await db
    .selectFrom('packages')
    .select(['format', 'namespace', 'name'])
    .where('id', '=', id)
    .where('domain_id', '=', domainId)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, format: row.format as PackageFormat };
}

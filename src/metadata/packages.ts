import type { Allowance, OriginControls } from '../model/origin.ts';
import type { PackageName } from '../model/package.ts';
import type { PackageFormat } from '../model/package-format.ts';
import { packagePath } from '../model/package-group-match.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db, PackagesTable } from './schema.ts';

export interface StoredPackage {
  readonly id: number;
  readonly repositoryId: number;
  readonly name: PackageName;
  readonly key: string;
  readonly controls: OriginControls;
  readonly changedSeq: number;
}

/** Stored as these numbers; never renumber. */
export const allowanceCodes: Record<Allowance, number> = { ALLOW: 1, BLOCK: 2 };
const allowanceOf = (code: number): Allowance => (code === allowanceCodes.BLOCK ? 'BLOCK' : 'ALLOW');

type PackageColumns = Omit<PackagesTable, 'id'> & { readonly id: number };

export const storedPackage = (row: PackageColumns): StoredPackage => ({
  id: row.id,
  repositoryId: row.repository_id,
  name: { namespace: row.namespace === '' ? null : row.namespace, name: row.name },
  key: row.key,
  controls: { publish: allowanceOf(row.publish), upstream: allowanceOf(row.upstream) },
  changedSeq: row.changed_seq,
});

const packageByKey = prepareQuery((db, args: Placeholders<{ repositoryId: number; format: string; key: string }>) =>
  db
    .selectFrom('packages')
    .selectAll()
    .where('repository_id', '=', args.repositoryId)
    .where('format', '=', args.format)
    .where('key', '=', args.key),
);

/** `key` is the format's `names.key`. */
export async function findPackage(
  db: Db,
  repositoryId: number,
  format: string,
  key: string,
): Promise<StoredPackage | null> {
  const row = await packageByKey.first(db, { repositoryId, format, key });
  return row === undefined ? null : storedPackage(row);
}

export interface NewPackage {
  readonly repositoryId: number;
  readonly format: string;
  readonly key: string;
  readonly name: PackageName;
  /** What a package gets that is not there yet. */
  readonly controls: OriginControls;
  readonly now: number;
}

type NewRow = Omit<PackagesTable, 'id' | 'domain_id'>;

/** No row: another writer was first. */
const insertPackage = prepareQuery((db, row: Placeholders<NewRow>) =>
  db
    .insertInto('packages')
    .values({
      ...row,
      domain_id: db
        .selectFrom('repositories')
        .select('domain_id')
        .where('id', '=', row.repository_id)
        .$castTo<number>(),
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'format', 'key']).doNothing())
    .returningAll(),
);

/** The package as it is, or made with the given controls. */
export async function ensurePackage(tx: Db, wanted: NewPackage): Promise<StoredPackage> {
  const { repositoryId, format, key, name, controls, now } = wanted;
  const known = await findPackage(tx, repositoryId, format, key);
  if (known !== null) return known;
  const row = await insertPackage.first(tx, {
    repository_id: repositoryId,
    look: packagePath(format as PackageFormat, name).look,
    format,
    key,
    namespace: name.namespace ?? '',
    name: name.name,
    publish: allowanceCodes[controls.publish],
    upstream: allowanceCodes[controls.upstream],
    changed_seq: 0,
    created_at: now,
  });
  const made = row === undefined ? await findPackage(tx, repositoryId, format, key) : storedPackage(row);
  if (made === null) throw new Error(`package ${format}/${key} vanished while it was made`);
  return made;
}

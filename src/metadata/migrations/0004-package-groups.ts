import { type Kysely, sql } from 'kysely';
import { foldLookAlikes } from '../../model/look-alike.ts';
import { type ColumnTypes, columnTypes, type Engine, finish } from './column-types.ts';

type Empty = Kysely<Record<string, never>>;

interface PackageRow {
  readonly id: number;
  readonly format: string;
  readonly namespace: string;
  readonly name: string;
}

async function createGroups(db: Empty, { id, integer, text }: ColumnTypes, engine: Engine): Promise<void> {
  await finish(
    db.schema
      .createTable('package_groups')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('pattern', text, (c) => c.notNull())
      .addColumn('look', text, (c) => c.notNull())
      .addColumn('parent_id', integer)
      .addColumn('publish', integer, (c) => c.notNull())
      .addColumn('external_upstream', integer, (c) => c.notNull())
      .addColumn('internal_upstream', integer, (c) => c.notNull())
      .addColumn('contact_info', text)
      .addColumn('description', text)
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('package_groups_pattern', ['domain_id', 'pattern']),
    engine,
  );
  for (const [name, columns] of [
    ['package_groups_by_look', ['domain_id', 'look']],
    ['package_groups_by_parent', ['parent_id', 'pattern']],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('package_groups')
      .columns([...columns])
      .execute();
  await finish(
    db.schema
      .createTable('package_group_repositories')
      .addColumn('group_id', integer, (c) => c.notNull())
      .addColumn('restriction_type', integer, (c) => c.notNull())
      .addColumn('repository_id', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('package_group_repositories_id', ['group_id', 'restriction_type', 'repository_id']),
    engine,
    true,
  );
  await db.schema
    .createIndex('package_group_repositories_by_repository')
    .on('package_group_repositories')
    .column('repository_id')
    .execute();
}

/** Every domain has a root group, which allows everything to begin with. */
const insertRoots = (db: Empty): Promise<unknown> =>
  sql`insert into package_groups (domain_id, pattern, look, publish, external_upstream, internal_upstream, created_at)
    select id, '/*', '/', 1, 1, 1, created_at from domains`.execute(db);

async function fillLooks(db: Empty): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<PackageRow>`
      select id, format, namespace, name from packages where id > ${after} order by id limit 1000`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const looks = rows.map(
      ({ id, format, namespace, name }) =>
        sql`(cast(${id} as bigint), ${foldLookAlikes(`/${format}/${namespace}/${name}`)})`,
    );
    await sql`update packages set look = v.column2 from (values ${sql.join(looks)}) as v
      where packages.id = v.column1`.execute(db);
  }
}

/** Packages by what they look like, so that those of a group are a range of an index. */
async function indexPackages(db: Empty, { integer, text }: ColumnTypes): Promise<void> {
  await db.schema
    .alterTable('packages')
    .addColumn('domain_id', integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('packages')
    .addColumn('look', text, (c) => c.notNull().defaultTo(''))
    .execute();
  await sql`update packages set domain_id =
    (select r.domain_id from repositories r where r.id = packages.repository_id)`.execute(db);
  await fillLooks(db);
  await db.schema
    .createIndex('packages_by_look')
    .on('packages')
    .columns(['domain_id', 'look', 'format', 'namespace', 'name', 'id'])
    .execute();
}

/** Package groups, a root for every domain, and what finds the packages of a group. */
export async function up(db: Empty, engine: Engine): Promise<void> {
  const types = columnTypes[engine];
  await createGroups(db, types, engine);
  await insertRoots(db);
  await indexPackages(db, types);
}

import type { Kysely } from 'kysely';
import { columnTypes, type Engine, finish } from './column-types.ts';

type Loose = Kysely<Record<string, Record<string, unknown>>>;

/** Policies of domains and repositories. A new document is a new row: whoever knows its id may remember what it says. */
export async function up(db: Loose, engine: Engine): Promise<void> {
  const { id, integer, text } = columnTypes[engine];
  await finish(
    db.schema
      .createTable('resource_policies')
      .addColumn('id', id)
      .addColumn('document', text, (c) => c.notNull())
      .addColumn('revision', text, (c) => c.notNull()),
    engine,
  );
  for (const table of ['domains', 'repositories'])
    await db.schema.alterTable(table).addColumn('policy_id', integer).execute();
}

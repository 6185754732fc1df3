import type { Kysely } from 'kysely';
import { columnTypes, type Engine } from './column-types.ts';

type Loose = Kysely<Record<string, Record<string, unknown>>>;

/** A repository may have several external connections: which one is asked first. Until now it had one at most. */
export async function up(db: Loose, engine: Engine): Promise<void> {
  const { integer } = columnTypes[engine];
  await db.schema
    .alterTable('repository_connections')
    .addColumn('position', integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('repository_connections_order')
    .on('repository_connections')
    .columns(['repository_id', 'position', 'connection'])
    .execute();
}

import { type Kysely, sql } from 'kysely';
import { columnTypes, type Engine, finish } from './column-types.ts';

/** What the sweeper needs: who sweeps, which locations it has taken, and which replies' bodies are named. */
export async function up(db: Kysely<never>, engine: Engine): Promise<void> {
  const { integer, text } = columnTypes[engine];
  await finish(
    db.schema
      .createTable('leases')
      .addColumn('name', text, (c) => c.primaryKey().notNull())
      .addColumn('owner', text, (c) => c.notNull())
      .addColumn('expires_at', integer, (c) => c.notNull()),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('swept_locations')
      .addColumn('location', text, (c) => c.primaryKey().notNull())
      .addColumn('swept_at', integer, (c) => c.notNull()),
    engine,
    true,
  );
  await db.schema.createIndex('swept_locations_by_time').on('swept_locations').column('swept_at').execute();
  await sql`create index upstream_replies_by_location on upstream_replies (location) where location is not null`.execute(
    db,
  );
}

import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { connectPostgres } from '../../src/metadata/connect-postgres.ts';
import { connectSqlite } from '../../src/metadata/connect-sqlite.ts';
import type { Database } from '../../src/metadata/database.ts';
import type { Engine } from '../../src/metadata/migrations/column-types.ts';
import { postgresPool } from '../../src/metadata/postgres-connection.ts';
import type { Schema } from '../../src/metadata/schema.ts';
import { kyselyOn } from '../../src/metadata/sqlite-connection.ts';
import { createPostgresDatabase } from './postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A metadata store of a test's own, with nothing in it, not even tables. */
export interface TestStore {
  readonly engine: Engine;
  /** Opens it as a process does, which makes the tables; as often as wanted. */
  connect(): Promise<Database>;
  /** One connection beside those, for what Coffer itself never does. Gone after `use`. */
  beside<Result>(use: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
}

async function onSqlite(): Promise<TestStore> {
  const path = `${await temporaryFolder('store')}/coffer.db`;
  return {
    engine: 'sqlite',
    connect: () => connectSqlite(path),
    async beside(use) {
      using connection = new DatabaseSync(path);
      return await use(kyselyOn(connection));
    },
  };
}

async function onPostgres(server: string): Promise<TestStore> {
  const url = await createPostgresDatabase(server);
  return {
    engine: 'postgres',
    connect: () => connectPostgres(url),
    async beside(use) {
      const db = postgresPool(url, 1);
      try {
        return await use(db);
      } finally {
        await db.destroy();
      }
    },
  };
}

/** SQLite; PostgreSQL in that part of `npm test`, which runs every test that has a store from here. */
export function createTestStore(): Promise<TestStore> {
  const server = process.env['TEST_POSTGRES_URL'];
  return server === undefined ? onSqlite() : onPostgres(server);
}

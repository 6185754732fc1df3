import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { insertAudit } from './audit.ts';
import type { Database, WriteOperation } from './database.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

function openConnection(path: string, readOnly: boolean): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly, timeout: 10_000 });
  if (!readOnly) connection.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  connection.exec('PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY');
  return connection;
}

/** Runs tasks one after another, in the order they came. */
function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task);
    last = next.catch(() => {});
    return next;
  };
}

/** The embedded store: one writing connection, one reading. Migrates the file first. */
export async function connectSqlite(path: string): Promise<Database> {
  const writing = openConnection(path, false);
  const writer = new Kysely<Schema>({ dialect: sqliteDialect(writing) });
  await migrate(writer as unknown as Kysely<never>, 'sqlite');
  const reading = openConnection(path, true);
  const reader = new Kysely<Schema>({ dialect: sqliteDialect(reading) });
  const take = inTurn();

  const write: Database['write'] = <A, R>(operation: WriteOperation<A, R>, args: A, audit: Parameters<Database['write']>[2] = []) =>
    take(async () => {
      writing.exec('BEGIN IMMEDIATE');
      try {
        const result = await operation.run(writer, args);
        await insertAudit(writer, audit);
        writing.exec('COMMIT');
        return result;
      } catch (error) {
        if (writing.isTransaction) writing.exec('ROLLBACK');
        throw error;
      }
    });

  return {
    reader,
    write,
    async check() {
      reading.prepare('SELECT 1 FROM domains LIMIT 1').all();
    },
    async close() {
      await take(async () => {
        reading.close();
        writing.close();
      });
    },
  };
}

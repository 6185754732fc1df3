import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely } from 'kysely';
import { runAtOnce } from './run-at-once.ts';
import type { Schema } from './schema.ts';
import { preparing, sqliteDialect } from './sqlite-dialect.ts';
import type { WriteConnection } from './write-batch.ts';

/** How long a command-line tool and a server wait for each other's transactions. */
const busyMilliseconds = 10_000;

/** Of a new file; one that is there keeps its own. A commit writes whole pages, most of them of indexes of random keys. */
const pageBytes = 4096;

/** So much of a write-ahead log before a commit copies it into the file: the writer pays, readers do not. */
const checkpointBytes = 32 * 1024 * 1024;

/** Syncs the write-ahead log, then copies as much of it as readers allow into the file, and syncs that. */
export const makeDurable = 'PRAGMA wal_checkpoint(PASSIVE)';

export function openSqlite(path: string, { readOnly }: { readonly readOnly: boolean }): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly, timeout: busyMilliseconds });
  if (!readOnly) {
    connection.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
    // macOS keeps what fsync wrote in the disk's own memory unless it is told otherwise; Linux ignores these two.
    connection.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    const pageSize = Number(connection.prepare('PRAGMA page_size').get()?.['page_size'] ?? pageBytes);
    connection.exec(`PRAGMA wal_autocheckpoint = ${Math.floor(checkpointBytes / pageSize)}`);
  }
  connection.exec('PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY');
  return connection;
}

export function kyselyOn(connection: DatabaseSync): Kysely<Schema> {
  const prepare = preparing(connection);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(connection, prepare) });
  runAtOnce(db, (sql, values) => prepare(sql).statement.all(...(values as SQLInputValue[])));
  return db;
}

export function sqliteWriteConnection(connection: DatabaseSync): WriteConnection {
  const run = (sql: string) => async (): Promise<void> => connection.exec(sql);
  return {
    db: kyselyOn(connection),
    begin: run('BEGIN IMMEDIATE'),
    commit: run('COMMIT'),
    async rollback() {
      // A full disk makes SQLite roll back by itself.
      if (connection.isTransaction) connection.exec('ROLLBACK');
    },
    savepoint: run('SAVEPOINT job'),
    releaseSavepoint: run('RELEASE job'),
    rollbackToSavepoint: run('ROLLBACK TO job; RELEASE job'),
  };
}

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

export interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

const maxPrepared = 500;

export type Prepare = (sql: string) => Prepared;

/** Each statement is prepared once. */
export function preparing(database: DatabaseSync): Prepare {
  const prepared = new Map<string, Prepared>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size >= maxPrepared) prepared.clear();
    const statement = database.prepare(sql);
    const made = { statement, returnsRows: statement.columns().length > 0 };
    prepared.set(sql, made);
    return made;
  };
}

/** Runs compiled queries on one `node:sqlite` connection. */
function connectionOn(database: DatabaseSync, prepare: Prepare): DatabaseConnection {
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { statement, returnsRows } = prepare(sql);
      const values = parameters as SQLInputValue[];
      if (returnsRows) return { rows: statement.all(...values) as Row[] };
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    async *streamQuery<Row>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
      for (const row of database.prepare(sql).iterate(...(parameters as SQLInputValue[]))) yield { rows: [row as Row] };
    },
  };
}

/** One connection at a time: transactions of Kysely's own (migrations) hold it from BEGIN to COMMIT. */
function driverOn(database: DatabaseSync, prepare: Prepare): Driver {
  const connection = connectionOn(database, prepare);
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: async () => database.exec('BEGIN IMMEDIATE'),
    commitTransaction: async () => database.exec('COMMIT'),
    rollbackTransaction: async () => database.exec('ROLLBACK'),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}

/**
 * A migration and the record that it was made happen together or not at all. SQLite's DDL takes part in transactions; Kysely's
 * adapter says otherwise, for the sake of pragmas that do not.
 */
const transactionalAdapter = (): SqliteAdapter =>
  Object.defineProperty(new SqliteAdapter(), 'supportsTransactionalDdl', { value: true });

/** Kysely over `node:sqlite`. Queries run synchronously; the caller owns the connection and closes it. */
export const sqliteDialect = (database: DatabaseSync, prepare: Prepare = preparing(database)): Dialect => ({
  createAdapter: transactionalAdapter,
  createDriver: () => driverOn(database, prepare),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

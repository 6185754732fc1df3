import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

/** 64-bit integers and sums arrive as text: every number in the schema fits a double. */
const integerTypes: readonly number[] = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC];
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    integerTypes.includes(oid)
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** A process that stands still within a transaction keeps all others from writing no longer than this. */
const standstillMilliseconds = 60_000;

/** Over a pool of at most so many connections, each opened when it is needed; `destroy` closes them. */
export function postgresPool(url: string, connections: number): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    idle_in_transaction_session_timeout: standstillMilliseconds,
  });
  // A connection that breaks leaves the pool; whoever has a query on it is told, and the next query opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

import type { DialectAdapter } from 'kysely';
import type { Db } from './schema.ts';

/** Runs SQL on the one connection of a database, in the transaction that it is in, and answers the rows. */
export type RunAtOnce = (sql: string, values: readonly unknown[]) => unknown[];

const runners = new WeakMap<DialectAdapter, RunAtOnce>();

/**
 * From now on `run` answers the prepared queries of this database, past Kysely's layers: what they await is a third of the
 * time of a publish's queries.
 */
export const runAtOnce = (db: Db, run: RunAtOnce): void => void runners.set(db.getExecutor().adapter, run);

/** undefined: the queries of this database go through Kysely. */
export const runnerOf = (db: Db): RunAtOnce | undefined => runners.get(db.getExecutor().adapter);

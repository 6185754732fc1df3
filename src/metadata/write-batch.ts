import { insertAudit } from './audit.ts';
import type { AuditRecord, WriteOperation } from './database.ts';
import type { Db } from './schema.ts';

/** One write that waits for its turn. */
export interface WriteJob {
  readonly operation: WriteOperation<never, unknown>;
  readonly args: unknown;
  readonly audit: readonly AuditRecord[];
}

export type WriteOutcome =
  | { readonly kind: 'written'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly error: unknown };

/** The one connection that writes, and its transaction. */
export interface WriteConnection {
  readonly db: Db;
  /** Returns once no other writer is in a transaction. */
  begin(): Promise<void>;
  /** Returns once everything since `begin` is on disk. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
  savepoint(): Promise<void>;
  releaseSavepoint(): Promise<void>;
  rollbackToSavepoint(): Promise<void>;
}

/** As many writes as one transaction takes in. */
export const maxBatch = 64;

async function perform({ db }: WriteConnection, job: WriteJob): Promise<WriteOutcome> {
  const result = await job.operation.run(db, job.args as never);
  await insertAudit(db, job.audit);
  return { kind: 'written', result };
}

async function performApart(connection: WriteConnection, job: WriteJob): Promise<WriteOutcome> {
  await connection.savepoint();
  try {
    const outcome = await perform(connection, job);
    await connection.releaseSavepoint();
    return outcome;
  } catch (error) {
    try {
      await connection.rollbackToSavepoint();
    } catch {
      // The whole transaction is gone, as a full disk does it: then none of its jobs is written, and this tells why.
      throw error;
    }
    return { kind: 'refused', error };
  }
}

/**
 * In the transaction that has begun. A savepoint costs a tenth of a publish, and few jobs are refused: only when one is, all
 * are done again, each in a savepoint of its own.
 */
async function performAll(connection: WriteConnection, jobs: readonly WriteJob[]): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  try {
    for (const job of jobs) outcomes.push(await perform(connection, job));
    return outcomes;
  } catch (error) {
    if (jobs.length === 1) throw error;
    await connection.rollback().catch(() => {
      throw error;
    });
  }
  await connection.begin();
  const again: WriteOutcome[] = [];
  for (const job of jobs) again.push(await performApart(connection, job));
  return again;
}

/**
 * Group commit: one transaction, one COMMIT, and only then the answers. A refused job takes nothing from the others; a
 * transaction that cannot be completed refuses all of them.
 */
export async function writeBatch(connection: WriteConnection, jobs: readonly WriteJob[]): Promise<WriteOutcome[]> {
  try {
    await connection.begin();
    const outcomes = await performAll(connection, jobs);
    await connection.commit();
    return outcomes;
  } catch (error) {
    // A connection that is broken rolls back by itself.
    await connection.rollback().catch(() => {});
    return jobs.map(() => ({ kind: 'refused', error }));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { postgresPool } from './postgres-connection.ts';
import type { Schema } from './schema.ts';
import { maxBatch, type WriteConnection, type WriteJob, type WriteOutcome, writeBatch } from './write-batch.ts';
import { writeOperations } from './write-operations.ts';

const readers = 8;

/** `db` is one connection: every statement of a transaction goes through it, or fails with it. */
function writeConnection(db: Kysely<Schema>, onBegun: () => void): WriteConnection {
  const run = (text: string) => async (): Promise<void> => {
    await sql.raw(text).execute(db);
  };
  return {
    db,
    async begin() {
      await sql`begin`.execute(db);
      // One writer at a time, as on SQLite: what an operation reads stays true until it commits.
      await sql`select id from writer_lock for update`.execute(db);
      onBegun();
    },
    commit: run('commit'),
    rollback: run('rollback'),
    savepoint: run('savepoint job'),
    releaseSavepoint: run('release savepoint job'),
    rollbackToSavepoint: run('rollback to savepoint job'),
  };
}

const attempts = 3;
const retryMilliseconds = 50;

/** A transaction that could not even begin has done nothing: a connection that broke while it was idle costs no write. */
async function runJobs(writer: Kysely<Schema>, jobs: readonly WriteJob[]): Promise<WriteOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    let begun = false;
    const outcomes = await writer
      .connection()
      .execute((db) =>
        writeBatch(
          writeConnection(db, () => {
            begun = true;
          }),
          jobs,
        ),
      )
      .catch((error: unknown) => jobs.map((): WriteOutcome => ({ kind: 'refused', error })));
    if (begun || attempt === attempts) return outcomes;
    await sleep(retryMilliseconds * attempt);
  }
}

interface Queued {
  readonly job: WriteJob;
  resolve(outcome: WriteOutcome): void;
}

/** Batches form only while a commit is running, so that a lone writer waits for nothing. */
function startQueue(writer: Kysely<Schema>): {
  submit(job: WriteJob): Promise<WriteOutcome>;
  idle(): Promise<void>;
} {
  const waiting: Queued[] = [];
  let working: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBatch);
      const outcomes = await runJobs(
        writer,
        batch.map(({ job }) => job),
      );
      for (const [i, outcome] of outcomes.entries()) batch[i]?.resolve(outcome);
    }
    working = null;
  };
  return {
    submit: (job) =>
      new Promise((resolve) => {
        waiting.push({ job, resolve });
        working ??= drain();
      }),
    async idle() {
      await working;
    },
  };
}

/** PostgreSQL, or a database that speaks its protocol. Migrates the schema first, under a lock. */
export async function connectPostgres(url: string): Promise<Database> {
  const writer = postgresPool(url, 1);
  await migrate(writer as unknown as Kysely<never>, 'postgres');
  const reader = postgresPool(url, readers);
  const queue = startQueue(writer);
  return {
    reader,
    async write(operation, args, audit = []) {
      if (writeOperations.get(operation.name) !== operation)
        throw new Error(`write operation '${operation.name}' is not in the list of write-operations.ts`);
      const outcome = await queue.submit({ operation: operation as never, args, audit });
      if (outcome.kind === 'refused') throw outcome.error;
      return outcome.result as never;
    },
    version: () => null,
    async check() {
      await sql`select 1`.execute(reader);
    },
    async close() {
      await queue.idle();
      await Promise.all([writer.destroy(), reader.destroy()]);
    },
  };
}

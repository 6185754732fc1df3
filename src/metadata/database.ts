import type { Db } from './schema.ts';

/** One row of the audit trail: who asked for what, and what came of it. */
export interface AuditRecord {
  readonly at: number;
  readonly domainId: number | null;
  readonly repositoryId: number | null;
  readonly requestId: string;
  /** ARN of the principal, or 'anonymous'. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly outcome: 'allowed' | 'denied' | 'failed';
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * A change of the metadata, by name and with plain arguments, so that it can run where the one writing connection is.
 * `run` sees a transaction of its own and refuses by throwing; it awaits nothing but the queries of `tx`.
 */
export interface WriteOperation<Arguments, Result> {
  readonly name: string;
  run(tx: Db, args: Arguments): Promise<Result>;
}

/** The rows are no longer what the writer's arguments were made from: nothing was written; read and decide again. */
export class StaleWriteError extends Error {
  override readonly name = 'StaleWriteError';
}

export interface Database {
  /** Reads committed rows; never waits for a writer. */
  readonly reader: Db;
  /** Runs the operation in a transaction, with its audit records; resolves once both are on disk. */
  write<Arguments, Result>(
    operation: WriteOperation<Arguments, Result>,
    args: Arguments,
    audit?: readonly AuditRecord[],
  ): Promise<Result>;
  /**
   * A number that stays the same only while nothing was committed, by this process or another; cheap. null: only a query
   * can tell.
   */
  version(): number | null;
  /** Rejects when the store does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

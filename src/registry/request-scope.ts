import type { AuditRecord, Database, WriteOperation } from '../metadata/database.ts';
import type { Guard } from '../metadata/find-guard.ts';
import type { Principal } from '../model/principal.ts';
import type { ContextValue } from '../policy/context.ts';

/** What the request touches, for its audit record and its decision. */
export interface Touched {
  readonly domainId?: number;
  readonly repositoryId?: number;
  /** Of the resource, where it has been read already. */
  readonly guard?: Guard;
}

/** Condition keys that one decision has besides those of every request, in lower case. */
export type DecisionKeys = Readonly<Record<string, ContextValue>>;

/** One authenticated request: who asks, and the one place where it is decided whether they may. */
export interface RequestScope {
  readonly requestId: string;
  readonly caller: Principal;
  readonly now: Date;
  /**
   * Resolves when the caller may do `action` on the ARN `resource`, else throws AccessDenied, which says who lacked what and
   * why. Every decision is counted.
   */
  authorize(action: string, resource: string, touched?: Touched, keys?: DecisionKeys): Promise<void>;
  readonly decisions: number;
  /** Whether the decisions so far depend on nothing but who asked for what on which resource: not on the time, say. */
  readonly isRepeatable: boolean;
  /** A write of this request: its audit record goes into the same transaction, unless an earlier one took it. */
  write<Arguments, Result>(
    database: Database,
    operation: WriteOperation<Arguments, Result>,
    args: Arguments,
  ): Promise<Result>;
  /** The audit record that no write took; given out once, then nothing. */
  takeAudit(): readonly AuditRecord[];
}

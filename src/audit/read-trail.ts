import type { AuditRecord, Database } from '../metadata/database.ts';
import { appendAudit } from '../metadata/write-operations.ts';

/** Audit records that no write carries: reads, and refusals. On disk within a second. */
export interface ReadTrail {
  append(records: readonly AuditRecord[]): void;
  /** Writes what is waiting, and stops. */
  close(): Promise<void>;
}

export interface ReadTrailOptions {
  /** Reads that were allowed: every one, one in a hundred, or none. Refusals, and credentials given out, are always kept. */
  readonly reads: 'all' | 'sample' | 'off';
  readonly onFailure: (error: unknown) => void;
}

/** Reads whose answer is a credential: kept as if they were writes. */
const credentialActions: ReadonlySet<string> = new Set([
  'codeartifact:GetAuthorizationToken',
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetSessionToken',
]);

const isPlainRead = ({ outcome, action }: AuditRecord): boolean =>
  outcome === 'allowed' && !credentialActions.has(action);

const flushMilliseconds = 1000;
const maxWaiting = 10_000;

export function startReadTrail(database: Database, { reads, onFailure }: ReadTrailOptions): ReadTrail {
  let waiting: AuditRecord[] = [];
  let seen = 0;
  let dropped = 0;
  const wanted = (record: AuditRecord): boolean => {
    if (reads === 'all' || !isPlainRead(record)) return true;
    return reads === 'sample' && seen++ % 100 === 0;
  };
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      await database.write(appendAudit, batch);
      if (dropped > 0)
        onFailure(
          new Error(`${dropped} audit records of reads were dropped: more than ${maxWaiting} came within a second`),
        );
      dropped = 0;
    } catch (error) {
      onFailure(error);
    }
  };
  const timer = setInterval(flush, flushMilliseconds).unref();
  return {
    append(records) {
      for (const record of records.filter(wanted)) {
        if (waiting.length < maxWaiting || !isPlainRead(record)) waiting.push(record);
        else dropped += 1;
      }
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

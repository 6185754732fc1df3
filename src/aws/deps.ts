import type { Api } from '../api/api.ts';
import type { FindAccessKey } from '../identity/sigv4.ts';
import type { Clock } from '../kernel/clock.ts';
import type { AuditRecord } from '../metadata/database.ts';

/** What the AWS services of this server work with. */
export interface AwsDeps {
  readonly codeartifact: Api;
  readonly clock: Clock;
  readonly findAccessKey: FindAccessKey;
  /** For records that no write carries. */
  auditReads(records: readonly AuditRecord[]): void;
  /** For what is a bug or an outage. */
  logFailure(error: unknown, requestId: string): void;
}

import type { Api } from '../api/api.ts';
import type { Issuer } from '../identity/issuer-keys.ts';
import type { SessionSeals } from '../identity/session-seals.ts';
import type { FindAccessKey } from '../identity/sigv4.ts';
import type { WebIdentities } from '../identity/web-identity.ts';
import type { Clock } from '../kernel/clock.ts';
import type { RootKey } from '../keys/root-key.ts';
import type { AuditRecord, Database } from '../metadata/database.ts';
import type { OpenScope } from '../registry/access.ts';
import type { Explanation, Supposed } from '../registry/explain-decision.ts';
import type { Throttle } from '../registry/throttle.ts';

/** What the AWS services of this server work with. */
export interface AwsDeps {
  readonly codeartifact: Api;
  readonly clock: Clock;
  readonly database: Database;
  readonly root: RootKey;
  readonly findAccessKey: FindAccessKey;
  readonly openScope: OpenScope;
  /** null: requests are not counted. */
  readonly throttle: Throttle | null;
  /** What would be decided; nobody waits for it. */
  explainDecision(supposed: Supposed): Promise<Explanation>;
  readonly seals: SessionSeals;
  readonly region: string;
  readonly webIdentity: {
    readonly identities: WebIdentities;
    /** null: no issuer may be there. */
    issuerAt(url: string): Issuer | null;
  };
  /** What is remembered of identities may be old now. */
  identityChanged(): void;
  /** For records that no write carries. */
  auditReads(records: readonly AuditRecord[]): void;
  /** For what is a bug or an outage. */
  logFailure(error: unknown, requestId: string): void;
}

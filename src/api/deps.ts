import type { Readable } from 'node:stream';
import type { Session } from '../identity/session.ts';
import type { FindAccessKey } from '../identity/sigv4.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { AuditRecord, Database } from '../metadata/database.ts';
import type { StoredDomain } from '../metadata/domains.ts';
import type { StoredBlob } from '../metadata/package-versions.ts';
import type { PackageFormat } from '../model/package-format.ts';
import type { Principal } from '../model/principal.ts';
import type { BatchResult } from '../model/version-batch.ts';
import type { OpenScope } from '../registry/access.ts';
import type { CopyRequest } from '../registry/copy-versions.ts';
import type { Place } from '../registry/place.ts';
import type { DirectResult, DirectUpload } from '../registry/publish-direct.ts';
import type { RequestScope } from '../registry/request-scope.ts';
import type { Throttle } from '../registry/throttle.ts';

export interface TokenRequest {
  readonly principal: Principal;
  /** Of temporary credentials; null: a user's own. */
  readonly session: Session | null;
  readonly domain: StoredDomain;
  readonly expiresAt: Date;
  /** The key that asked; null inside the server. */
  readonly accessKeyId: string | null;
}

/** A repository as clients must see it in a URL. */
export interface EndpointRequest {
  readonly format: PackageFormat;
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
}

export interface DirectPlace {
  readonly domain: Place['domain'];
  readonly repository: Place['repository'];
  readonly format: Place['format'];
}

/** What the operations of the API work with. */
export interface ApiDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly region: string;
  /** Refuse signatures made for another region. */
  readonly regionStrict: boolean;
  readonly quotas: Quotas;
  readonly formats: ReadonlyMap<string, Place['format']>;
  /** External connections by name; without an address one can be associated, and serves nothing. */
  readonly connections: ReadonlyMap<string, { readonly format: string }>;
  readonly findAccessKey: FindAccessKey;
  readonly openScope: OpenScope;
  /** null: requests are not counted. */
  readonly throttle: Throttle | null;
  /** For records that no write carries. */
  auditReads(records: readonly AuditRecord[]): void;
  issueToken(request: TokenRequest): Promise<string>;
  /** Ends in '/'. */
  repositoryEndpoint(request: EndpointRequest): string;
  publishDirect(scope: RequestScope, place: DirectPlace, upload: DirectUpload): Promise<DirectResult>;
  copyVersions(scope: RequestScope, request: CopyRequest): Promise<BatchResult>;
  openBlob(blob: StoredBlob): Readable;
  /** For what is a bug or an outage. */
  logFailure(error: unknown, requestId: string): void;
}

import type { BlobStore } from '../blobs/blob-store.ts';
import type { AnswerCache } from '../documents/answer-cache.ts';
import type { DocumentCache } from '../documents/document-cache.ts';
import type { Format } from '../formats/format.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { Database } from '../metadata/database.ts';
import type { Guard } from '../metadata/find-guard.ts';
import type { VersionIdentity } from '../metadata/store-version.ts';
import { type DomainId, packageArn, repositoryArn } from '../model/arn.ts';
import type { PackageName } from '../model/package.ts';
import type { PackageFormat } from '../model/package-format.ts';
import type { FoundAsset, Upstreams, Where } from '../upstreams/upstreams.ts';
import type { Touched } from './request-scope.ts';

/** What the use cases of the registry work with. */
export interface RegistryDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly upstreams: Upstreams;
  readonly documents: DocumentCache;
  readonly assets: AnswerCache<FoundAsset>;
  readonly formats: ReadonlyMap<string, Format>;
  readonly clock: Clock;
  readonly quotas: Quotas;
}

/** One format of one repository: where a package request happens. */
export interface Place {
  readonly domain: DomainId & { readonly id: number };
  readonly repository: { readonly id: number; readonly name: string };
  readonly format: Format;
  /** Absent: to be read when it is decided. */
  readonly guard?: Guard;
}

export const arnOfRepository = ({ domain, repository }: Place): string => repositoryArn(domain, repository.name);

export const arnOfPackage = ({ domain, repository, format }: Place, name: PackageName): string =>
  packageArn(domain, repository.name, format.id, name);

export const identityOfPackage = (
  { format }: Place,
  name: PackageName,
): { format: PackageFormat; name: PackageName; key: string } => ({
  format: format.id,
  name,
  key: format.names.key(name),
});

export const identityOfVersion = ({ format }: Place, version: string): VersionIdentity => ({
  version,
  key: format.versions.key(version),
  sortKey: format.versions.sortKey(version),
});

export const touchedBy = ({ domain, repository, guard }: Place): Touched => ({
  domainId: domain.id,
  repositoryId: repository.id,
  ...(guard !== undefined && { guard }),
});

export const whereOf = ({ domain, repository, format }: Place): Where => ({
  domainId: domain.id,
  repositoryId: repository.id,
  format,
});

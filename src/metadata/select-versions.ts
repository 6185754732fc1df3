import { conflict, notFound } from '../kernel/errors.ts';
import type { PackageVersionStatus } from '../model/status.ts';
import { missing, otherRevision, otherStatus, skipped, type VersionFailure } from '../model/version-batch.ts';
import { findVersion, type StoredVersion } from './package-versions.ts';
import { findPackage, type StoredPackage } from './packages.ts';
import type { Db } from './schema.ts';
import type { PackageIdentity } from './store-version.ts';

export interface WantedVersion {
  /** As the caller spells it. */
  readonly version: string;
  /** `versions.key`; null: the format can have no such version. */
  readonly key: string | null;
  /** What it must be now; null: any. */
  readonly revision: string | null;
}

/** Versions of one package of a repository, to be changed in one transaction. */
export interface VersionBatch {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  /** Each once. */
  readonly versions: readonly WantedVersion[];
  /** What each must be now; null: any. */
  readonly expectedStatus: PackageVersionStatus | null;
  /** What a version that cannot be changed means: a RegistryError, that the others are skipped, or nothing for them. */
  readonly onFailure: 'refuse' | 'skip' | 'go-on';
  readonly now: number;
}

export interface SelectedVersion extends StoredVersion {
  /** As the caller spells it. */
  readonly wanted: string;
}

export interface Selection {
  readonly subject: StoredPackage;
  /** To be changed. */
  readonly selected: readonly SelectedVersion[];
  readonly failed: readonly VersionFailure[];
}

type Allows = (found: StoredVersion) => VersionFailure | null;

async function select(
  tx: Db,
  packageId: number,
  { version, key, revision }: WantedVersion,
  { expectedStatus }: VersionBatch,
  allows: Allows,
): Promise<SelectedVersion | VersionFailure> {
  const found = key === null ? null : await findVersion(tx, packageId, key);
  if (found === null) return missing(version);
  if (expectedStatus !== null && found.status !== expectedStatus)
    return otherStatus(version, found.status, expectedStatus);
  if (revision !== null && found.revision !== revision) return otherRevision(version, found.revision, revision);
  const failure = allows(found);
  return failure === null ? { ...found, wanted: version } : { ...failure, version };
}

const refusal = ({ version, code, message }: VersionFailure): Error =>
  code === 'NOT_FOUND'
    ? notFound({ type: 'package-version', id: version })
    : conflict(message, { type: 'package-version', id: version });

/** Which versions of the batch may be changed. NotFound for the package; `allows` says what else stands in the way. */
export async function selectVersions(tx: Db, batch: VersionBatch, allows: Allows = () => null): Promise<Selection> {
  const { repositoryId, package: identity, versions, onFailure } = batch;
  const subject = await findPackage(tx, repositoryId, identity.format, identity.key);
  if (subject === null) throw notFound({ type: 'package', id: identity.name.name });
  const selected: SelectedVersion[] = [];
  const failed: VersionFailure[] = [];
  for (const wanted of versions) {
    const one = await select(tx, subject.id, wanted, batch, allows);
    if ('code' in one) failed.push(one);
    else selected.push(one);
  }
  const [first] = failed;
  if (first === undefined || onFailure === 'go-on') return { subject, selected, failed };
  if (onFailure === 'refuse') throw refusal(first);
  return { subject, selected: [], failed: [...failed, ...selected.map(({ wanted }) => skipped(wanted))] };
}

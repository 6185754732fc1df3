import type { PackageVersionStatus } from '../model/status.ts';
import type { StoredVersion } from './package-versions.ts';
import type { StoredPackage } from './packages.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import type { Db } from './schema.ts';
import type { VersionBatch } from './select-versions.ts';

/** What happened to each version of a batch alike. */
export interface BatchChange {
  readonly subject: StoredPackage;
  /** As they were. */
  readonly versions: readonly StoredVersion[];
  readonly state: PackageVersionStatus;
  readonly operation: VersionChange['operation'];
  /** Their assets went. */
  readonly losesAssets: boolean;
}

/** Records a change of status of versions of one package; nothing when there are none. */
export async function recordBatch(
  tx: Db,
  { domainId, now, package: { format } }: Pick<VersionBatch, 'domainId' | 'now' | 'package'>,
  { subject, versions, state, operation, losesAssets }: BatchChange,
): Promise<void> {
  if (versions.length === 0) return;
  await recordChange(tx, {
    domainId,
    now,
    packages: [{ package: subject, format }],
    versions: versions.map(({ version, revision, assets }) => ({
      package: subject,
      ...{ format, version, state, revision, operation },
      assetsAdded: 0,
      assetsRemoved: losesAssets ? assets.length : 0,
      assetsUpdated: 0,
      metadataUpdated: false,
      statusChanged: true,
    })),
  });
}

import { invalid, notFound } from '../kernel/errors.ts';
import { type StoredStatus, statusCodes } from '../model/status.ts';
import type { WriteOperation } from './database.ts';
import { findVersion } from './package-versions.ts';
import { findPackage } from './packages.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import type { PackageIdentity } from './store-version.ts';

export interface SetVersionStatus {
  readonly repositoryId: number;
  readonly domainId: number;
  readonly package: PackageIdentity;
  /** `versions.key` of each. */
  readonly keys: readonly string[];
  readonly status: 'Published' | 'Unlisted' | 'Archived';
  readonly now: number;
}

const refusal = (version: string, status: StoredStatus): Error =>
  invalid(`Version ${version} is ${status}: its status cannot change any more; delete it to use the version again.`);

/** All or nothing; versions that have the status already are left alone. NotFound names the first that is absent. */
export const setVersionStatus: WriteOperation<SetVersionStatus, void> = {
  name: 'set-version-status',
  async run(tx, { repositoryId, domainId, package: { format, key, name }, keys, status, now }) {
    const subject = await findPackage(tx, repositoryId, format, key);
    if (subject === null) throw notFound({ type: 'package', id: name.name });
    const changes: VersionChange[] = [];
    for (const versionKey of keys) {
      const found = await findVersion(tx, subject.id, versionKey);
      if (found === null) throw notFound({ type: 'package-version', id: versionKey });
      if (found.status === 'Disposed') throw refusal(found.version, found.status);
      if (found.status === status) continue;
      await tx
        .updateTable('package_versions')
        .set({ status: statusCodes[status] })
        .where('package_id', '=', subject.id)
        .where('key', '=', versionKey)
        .execute();
      changes.push({
        package: subject,
        format,
        version: found.version,
        state: status,
        revision: found.revision,
        operation: 'Updated',
        assetsAdded: 0,
        assetsRemoved: 0,
        assetsUpdated: 0,
        metadataUpdated: false,
        statusChanged: true,
      });
    }
    if (changes.length > 0)
      await recordChange(tx, { domainId, now, packages: [{ package: subject, format }], versions: changes });
  },
};

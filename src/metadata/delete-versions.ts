import { notFound } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { findVersion, type StoredVersion } from './package-versions.ts';
import { findPackage, type StoredPackage } from './packages.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { PackageIdentity } from './store-version.ts';

export interface DeleteVersions {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  /** `versions.key` of each. */
  readonly keys: readonly string[];
  readonly now: number;
}

const deleted = (subject: StoredPackage, format: PackageIdentity['format'], found: StoredVersion): VersionChange => ({
  package: subject,
  format,
  version: found.version,
  state: 'Deleted',
  revision: found.revision,
  operation: 'Deleted',
  assetsAdded: 0,
  assetsRemoved: found.assets.length,
  assetsUpdated: 0,
  metadataUpdated: false,
  statusChanged: true,
});

/** All or nothing. Tags at a deleted version go with it; the package stays, with its origin controls. */
export const deleteVersions: WriteOperation<DeleteVersions, void> = {
  name: 'delete-versions',
  async run(tx, { domainId, repositoryId, package: { format, key, name }, keys, now }) {
    const subject = await findPackage(tx, repositoryId, format, key);
    if (subject === null) throw notFound({ type: 'package', id: name.name });
    const gone: StoredVersion[] = [];
    for (const versionKey of keys) {
      const found = await findVersion(tx, subject.id, versionKey);
      if (found === null) throw notFound({ type: 'package-version', id: versionKey });
      await tx
        .deleteFrom('package_tags')
        .where('package_id', '=', subject.id)
        .where('version_key', '=', versionKey)
        .execute();
      await tx
        .deleteFrom('package_versions')
        .where('package_id', '=', subject.id)
        .where('key', '=', versionKey)
        .execute();
      gone.push(found);
    }
    await releaseContents(
      tx,
      gone.flatMap(({ contentId }) => (contentId === null ? [] : [contentId])),
      now,
    );
    await recordChange(tx, {
      domainId,
      now,
      packages: [{ package: subject, format }],
      versions: gone.map((found) => deleted(subject, format, found)),
    });
  },
};

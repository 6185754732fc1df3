import { notFound } from '../kernel/errors.ts';
import { StaleWriteError, type WriteOperation } from './database.ts';
import { findVersion, type StoredVersion } from './package-versions.ts';
import { findPackage, type StoredPackage } from './packages.ts';
import { type NewContent, putContent } from './put-content.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import type { PackageIdentity } from './store-version.ts';

/** New contents (other facts, the same assets: no bytes that the domain does not have) for versions of a repository. */
export interface AmendVersions {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly amendments: readonly {
    readonly key: string;
    /** What the facts were computed from. */
    readonly expectedRevision: string | null;
    readonly content: NewContent;
  }[];
  readonly now: number;
}

const amended = (
  subject: StoredPackage,
  format: PackageIdentity['format'],
  found: StoredVersion,
  revision: string,
): VersionChange => ({
  package: subject,
  format,
  version: found.version,
  state: found.status,
  revision,
  operation: 'Updated',
  assetsAdded: 0,
  assetsRemoved: 0,
  assetsUpdated: 0,
  metadataUpdated: true,
  statusChanged: false,
});

async function repoint(tx: Db, packageId: number, key: string, contentId: number): Promise<void> {
  await tx
    .updateTable('package_versions')
    .set({ content_id: contentId })
    .where('package_id', '=', packageId)
    .where('key', '=', key)
    .execute();
}

/** All or nothing; StaleWriteError when any version is not what its amendment was made from. */
export const amendVersions: WriteOperation<AmendVersions, void> = {
  name: 'amend-versions',
  async run(tx, { domainId, repositoryId, package: { format, key, name }, amendments, now }) {
    const subject = await findPackage(tx, repositoryId, format, key);
    if (subject === null) throw notFound({ type: 'package', id: name.name });
    const current = await Promise.all(amendments.map((amendment) => findVersion(tx, subject.id, amendment.key)));
    if (amendments.some(({ expectedRevision }, i) => current[i]?.revision !== expectedRevision))
      throw new StaleWriteError();
    const changes: VersionChange[] = [];
    for (const [i, { content, key: versionKey }] of amendments.entries()) {
      const found = current[i];
      if (found?.contentId == null) continue;
      const { id, unused } = await putContent(tx, domainId, content, now);
      if (unused.length > 0) throw new Error(`An amendment of '${found.version}' brings bytes of its own.`);
      if (id === found.contentId) continue;
      await repoint(tx, subject.id, versionKey, id);
      await releaseContents(tx, [found.contentId], now);
      changes.push(amended(subject, format, found, content.revision));
    }
    if (changes.length > 0)
      await recordChange(tx, { domainId, now, packages: [{ package: subject, format }], versions: changes });
  },
};

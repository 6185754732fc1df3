import { notFound } from '../kernel/errors.ts';
import { revisionText } from '../model/revision.ts';
import type { WriteOperation } from './database.ts';
import { findPackage, type StoredPackage } from './packages.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import type { PackageIdentity } from './store-version.ts';

export interface DeletePackage {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly now: number;
}

/** What events tell of each version; a package can have too many to read them whole. */
const readRecords = (tx: Db, packageId: number) =>
  tx
    .selectFrom('package_versions as v')
    .leftJoin('contents as c', 'c.id', 'v.content_id')
    .select((select) => [
      'v.version',
      'v.content_id',
      'c.revision',
      select
        .selectFrom('content_assets as a')
        .select((assets) => assets.fn.countAll<number>().as('count'))
        .whereRef('a.content_id', '=', 'v.content_id')
        .as('assets'),
    ])
    .where('v.package_id', '=', packageId)
    .execute();

type VersionRecord = Awaited<ReturnType<typeof readRecords>>[number];

const deleted = (
  subject: StoredPackage,
  format: PackageIdentity['format'],
  { version, revision, assets }: VersionRecord,
): VersionChange => ({
  ...{ package: subject, format, version },
  state: 'Deleted',
  revision: revision === null ? null : revisionText(revision),
  operation: 'Deleted',
  ...{ assetsAdded: 0, assetsRemoved: Number(assets ?? 0), assetsUpdated: 0 },
  ...{ metadataUpdated: false, statusChanged: true },
});

/** With all its versions, its tags and its origin controls, as which it is answered. What others keep of it stays. */
export const deletePackage: WriteOperation<DeletePackage, StoredPackage> = {
  name: 'delete-package',
  async run(tx, { domainId, repositoryId, package: { format, key, name }, now }) {
    const subject = await findPackage(tx, repositoryId, format, key);
    if (subject === null) throw notFound({ type: 'package', id: name.name });
    const records = await readRecords(tx, subject.id);
    await tx.deleteFrom('package_tags').where('package_id', '=', subject.id).execute();
    await tx.deleteFrom('package_versions').where('package_id', '=', subject.id).execute();
    await tx.deleteFrom('packages').where('id', '=', subject.id).execute();
    const contents = records.map(({ content_id }) => content_id).filter((id) => id !== null);
    await releaseContents(tx, contents, now);
    await recordChange(tx, {
      domainId,
      now,
      packages: [{ package: subject, format }],
      versions: records.map((record) => deleted(subject, format, record)),
    });
    return subject;
  },
};

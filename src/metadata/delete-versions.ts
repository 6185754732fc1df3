import type { BatchResult } from '../model/version-batch.ts';
import type { WriteOperation } from './database.ts';
import { recordBatch } from './record-batch.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import { selectVersions, type VersionBatch } from './select-versions.ts';

async function remove(tx: Db, packageId: number, key: string): Promise<void> {
  await tx.deleteFrom('package_tags').where('package_id', '=', packageId).where('version_key', '=', key).execute();
  await tx.deleteFrom('package_versions').where('package_id', '=', packageId).where('key', '=', key).execute();
}

/** Tags at a deleted version go with it; the package stays, with its origin controls. */
export const deleteVersions: WriteOperation<VersionBatch, BatchResult> = {
  name: 'delete-versions',
  async run(tx, args) {
    const { subject, selected: versions, failed } = await selectVersions(tx, args);
    for (const { key } of versions) await remove(tx, subject.id, key);
    const contents = versions.map(({ contentId }) => contentId).filter((id) => id !== null);
    await releaseContents(tx, contents, args.now);
    await recordBatch(tx, args, { subject, versions, state: 'Deleted', operation: 'Deleted', losesAssets: true });
    return {
      succeeded: versions.map(({ wanted, revision }) => ({ version: wanted, revision, status: 'Deleted' })),
      failed,
    };
  },
};

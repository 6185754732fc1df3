import { statusCodes } from '../model/status.ts';
import type { BatchResult } from '../model/version-batch.ts';
import type { WriteOperation } from './database.ts';
import { recordBatch } from './record-batch.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import { selectVersions, type VersionBatch } from './select-versions.ts';

async function empty(tx: Db, packageId: number, key: string): Promise<void> {
  await tx.deleteFrom('package_tags').where('package_id', '=', packageId).where('version_key', '=', key).execute();
  await tx
    .updateTable('package_versions')
    .set({ status: statusCodes.Disposed, content_id: null })
    .where('package_id', '=', packageId)
    .where('key', '=', key)
    .execute();
}

/**
 * Takes all from the versions but their records, so that their numbers stay taken; tags at them go. One that is
 * Disposed already succeeds. The bytes go when no other version of the domain names them.
 */
export const disposeVersions: WriteOperation<VersionBatch, BatchResult> = {
  name: 'dispose-versions',
  async run(tx, args) {
    const { subject, selected, failed } = await selectVersions(tx, args);
    const versions = selected.filter(({ status }) => status !== 'Disposed');
    for (const { key } of versions) await empty(tx, subject.id, key);
    const contents = versions.map(({ contentId }) => contentId).filter((id) => id !== null);
    await releaseContents(tx, contents, args.now);
    await recordBatch(tx, args, { subject, versions, state: 'Disposed', operation: 'Updated', losesAssets: true });
    return {
      succeeded: selected.map(({ wanted, revision }) => ({ version: wanted, revision, status: 'Disposed' })),
      failed,
    };
  },
};

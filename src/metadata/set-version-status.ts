import { statusCodes } from '../model/status.ts';
import { type BatchResult, disposed } from '../model/version-batch.ts';
import type { WriteOperation } from './database.ts';
import { recordBatch } from './record-batch.ts';
import type { Db } from './schema.ts';
import { type SelectedVersion, selectVersions, type VersionBatch } from './select-versions.ts';

export interface SetVersionStatus extends VersionBatch {
  readonly status: 'Published' | 'Unlisted' | 'Archived';
}

async function update(
  tx: Db,
  packageId: number,
  { key, status: before }: SelectedVersion,
  { status, now }: SetVersionStatus,
): Promise<void> {
  const published = before === 'Unfinished' && status === 'Published' ? { published_at: now } : {};
  await tx
    .updateTable('package_versions')
    .set({ status: statusCodes[status], ...published })
    .where('package_id', '=', packageId)
    .where('key', '=', key)
    .execute();
}

/** Versions that have the status already are left alone, and succeed. */
export const setVersionStatus: WriteOperation<SetVersionStatus, BatchResult> = {
  name: 'set-version-status',
  async run(tx, args) {
    const { status: state } = args;
    const { subject, selected, failed } = await selectVersions(tx, args, ({ version, status }) =>
      status === 'Disposed' ? disposed(version) : null,
    );
    const versions = selected.filter(({ status }) => status !== state);
    for (const version of versions) await update(tx, subject.id, version, args);
    await recordBatch(tx, args, { subject, versions, state, operation: 'Updated', losesAssets: false });
    return {
      succeeded: selected.map(({ wanted, revision }) => ({ version: wanted, revision, status: state })),
      failed,
    };
  },
};

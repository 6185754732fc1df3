import { invalid } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { readGroup, type StoredGroup } from './package-groups.ts';
import { recordTopologyChange } from './record-change.ts';
import { deleteResourceTags } from './resource-tags.ts';

export interface GroupAddress {
  readonly domainId: number;
  readonly pattern: string;
}

/** Its children belong to its parent from then on, and so do its packages. Validation for the root. */
export const deletePackageGroup: WriteOperation<GroupAddress, StoredGroup> = {
  name: 'delete-package-group',
  async run(tx, { domainId, pattern }) {
    const group = await readGroup(tx, domainId, pattern);
    const { id, parentId } = group;
    if (parentId === null)
      throw invalid(
        `The root package group '${pattern}' holds every package of the domain and cannot be deleted.`,
        'OTHER',
      );
    await tx.updateTable('package_groups').set({ parent_id: parentId }).where('parent_id', '=', id).execute();
    await tx.deleteFrom('package_group_repositories').where('group_id', '=', id).execute();
    await deleteResourceTags(tx, 'package-group', id);
    await tx.deleteFrom('package_groups').where('id', '=', id).execute();
    await recordTopologyChange(tx, domainId);
    return group;
  },
};

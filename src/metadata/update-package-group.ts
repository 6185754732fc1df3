import type { WriteOperation } from './database.ts';
import type { GroupAddress } from './delete-package-group.ts';
import { readGroup } from './package-groups.ts';

export interface UpdatePackageGroup extends GroupAddress {
  /** null: stays as it is. */
  readonly contactInfo: string | null;
  readonly description: string | null;
}

/** Who to ask about the group, and what it is for. */
export const updatePackageGroup: WriteOperation<UpdatePackageGroup, void> = {
  name: 'update-package-group',
  async run(tx, { domainId, pattern, contactInfo, description }) {
    const { id } = await readGroup(tx, domainId, pattern);
    const change = {
      ...(contactInfo !== null && { contact_info: contactInfo }),
      ...(description !== null && { description }),
    };
    if (Object.keys(change).length > 0)
      await tx.updateTable('package_groups').set(change).where('id', '=', id).execute();
  },
};

import type { DeletePackageGroupRequest, DeletePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { deletePackageGroup as removeGroup } from '../../metadata/delete-package-group.ts';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { onGroup } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { describeGroup } from '../views/package-group-description.ts';

/** Answers what the group was. Packages stay, and belong to the group above. */
export const deletePackageGroup: Operation<DeletePackageGroupRequest, DeletePackageGroupResult> = {
  action: 'codeartifact:DeletePackageGroup',
  resource: onGroup,
  async handle({ packageGroup: pattern }, scope) {
    const { request, deps, target } = scope;
    const group = await requireGroup(scope, pattern);
    const packageGroup = await describeGroup(deps.database.reader, target.id, group);
    await request.write(deps.database, removeGroup, { domainId: requireDomain(scope).id, pattern });
    return { packageGroup };
  },
};

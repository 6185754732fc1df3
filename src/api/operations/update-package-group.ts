import type { UpdatePackageGroupRequest, UpdatePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { updatePackageGroup as changeGroup } from '../../metadata/update-package-group.ts';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { onGroup } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { describeGroup } from '../views/package-group-description.ts';

/** What is absent stays. */
export const updatePackageGroup: Operation<UpdatePackageGroupRequest, UpdatePackageGroupResult> = {
  action: 'codeartifact:UpdatePackageGroup',
  resource: onGroup,
  async handle({ packageGroup: pattern, contactInfo, description }, scope) {
    const { request, deps, target } = scope;
    await request.write(deps.database, changeGroup, {
      domainId: requireDomain(scope).id,
      pattern,
      contactInfo: contactInfo ?? null,
      description: description ?? null,
    });
    const group = await requireGroup(scope, pattern);
    return { packageGroup: await describeGroup(deps.database.reader, target.id, group) };
  },
};

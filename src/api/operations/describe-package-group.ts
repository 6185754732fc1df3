import type { DescribePackageGroupRequest, DescribePackageGroupResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { onGroup } from '../resources.ts';
import { describeGroup } from '../views/package-group-description.ts';

export const describePackageGroup: Operation<DescribePackageGroupRequest, DescribePackageGroupResult> = {
  action: 'codeartifact:DescribePackageGroup',
  resource: onGroup,
  async handle({ packageGroup }, scope) {
    const group = await requireGroup(scope, packageGroup);
    return { packageGroup: await describeGroup(scope.deps.database.reader, scope.target.id, group) };
  },
};

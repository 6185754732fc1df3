import type { ListSubPackageGroupsRequest, ListSubPackageGroupsResult } from '@aws-sdk/client-codeartifact';
import { listSubGroups } from '../../metadata/list-package-groups.ts';
import { groupCursor, patternOfCursor } from '../group-cursor.ts';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { openPage } from '../pages.ts';
import { onGroup } from '../resources.ts';
import { describeGroups } from '../views/package-group-description.ts';

/** Direct children only. */
export const listSubPackageGroups: Operation<ListSubPackageGroupsRequest, ListSubPackageGroupsResult> = {
  action: 'codeartifact:ListSubPackageGroups',
  resource: onGroup,
  async handle(input, scope) {
    const { id: parentId, domainId } = await requireGroup(scope, input.packageGroup);
    const { reader } = scope.deps.database;
    const page = openPage({ query: ['ListSubPackageGroups', parentId], input, defaultSize: 50 });
    const after = page.after && (await patternOfCursor(page.after, scope, domainId));
    const { rows, nextToken } = page.close(
      await listSubGroups(reader, { parentId, after, limit: page.limit }),
      groupCursor,
    );
    return { packageGroups: await describeGroups(reader, scope.target.id, rows), nextToken };
  },
};

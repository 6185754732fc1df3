import type { ListPackageGroupsRequest, ListPackageGroupsResult } from '@aws-sdk/client-codeartifact';
import { listGroups } from '../../metadata/list-package-groups.ts';
import { groupCursor, patternOfCursor } from '../group-cursor.ts';
import type { Operation } from '../operation.ts';
import { openPage } from '../pages.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { describeGroups } from '../views/package-group-description.ts';

export const listPackageGroups: Operation<ListPackageGroupsRequest, ListPackageGroupsResult> = {
  action: 'codeartifact:ListPackageGroups',
  resource: onDomain,
  async handle(input, scope) {
    const { id: domainId } = requireDomain(scope);
    const { reader } = scope.deps.database;
    const prefix = input.prefix ?? null;
    const page = openPage({ query: ['ListPackageGroups', domainId, prefix], input, defaultSize: 50 });
    const after = page.after && (await patternOfCursor(page.after, scope, domainId));
    const found = await listGroups(reader, { domainId, prefix, after, limit: page.limit });
    const { rows, nextToken } = page.close(found, groupCursor);
    return { packageGroups: await describeGroups(reader, scope.target.id, rows), nextToken };
  },
};

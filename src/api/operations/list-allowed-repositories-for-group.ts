import type {
  ListAllowedRepositoriesForGroupRequest,
  ListAllowedRepositoriesForGroupResult,
} from '@aws-sdk/client-codeartifact';
import { listAllowed } from '../../metadata/allowed-repositories.ts';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { numberAt, openPage } from '../pages.ts';
import { onGroup } from '../resources.ts';

/** The group's own list, whether its restriction uses it or not. */
export const listAllowedRepositoriesForGroup: Operation<
  ListAllowedRepositoriesForGroupRequest,
  ListAllowedRepositoriesForGroupResult
> = {
  action: 'codeartifact:ListAllowedRepositoriesForGroup',
  resource: onGroup,
  async handle(input, scope) {
    const { id: groupId } = await requireGroup(scope, input.packageGroup);
    const type = input.originRestrictionType;
    const page = openPage({ query: ['ListAllowedRepositoriesForGroup', groupId, type], input, defaultSize: 50 });
    const after = page.after && numberAt(page.after, 0);
    const found = await listAllowed(scope.deps.database.reader, { groupId, type, after, limit: page.limit });
    const { rows, nextToken } = page.close(found, ({ id }) => [String(id)]);
    return { allowedRepositories: rows.map(({ name }) => name), nextToken };
  },
};

import type {
  PackageGroupAllowedRepository,
  PackageGroupAllowedRepositoryUpdateType,
  PackageGroupOriginRestrictionType,
  UpdatePackageGroupOriginConfigurationRequest,
  UpdatePackageGroupOriginConfigurationResult,
} from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import {
  type GroupOriginUpdate,
  type ListedRepository,
  updateGroupOrigin,
} from '../../metadata/update-group-origin.ts';
import { type RestrictionType, restrictionTypes } from '../../model/origin-restriction.ts';
import type { Operation } from '../operation.ts';
import { requireGroup } from '../package-group.ts';
import { onGroup } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { describeGroup } from '../views/package-group-description.ts';

/** Each once. */
function parseListed(listed: readonly PackageGroupAllowedRepository[] | undefined): ListedRepository[] {
  const found = new Map<string, ListedRepository>();
  for (const { repositoryName: repository, originRestrictionType: type } of listed ?? []) {
    if (repository === undefined || type === undefined)
      throw invalid("An allowed repository needs both 'repositoryName' and 'originRestrictionType'.");
    found.set(`${type} ${repository}`, { repository, type });
  }
  return [...found.values()];
}

type Updates = Partial<
  Record<PackageGroupOriginRestrictionType, Partial<Record<PackageGroupAllowedRepositoryUpdateType, string[]>>>
>;

const namesIn = (listed: readonly ListedRepository[], wanted: RestrictionType): string[] =>
  listed.flatMap(({ repository, type }) => (type === wanted ? repository : []));

/** By restriction, then by what happened; only what did. */
function updatesOf({ added, removed }: GroupOriginUpdate): Updates {
  const updates: Updates = {};
  for (const type of restrictionTypes) {
    const [ADDED, REMOVED] = [namesIn(added, type), namesIn(removed, type)];
    const update = { ...(ADDED.length > 0 && { ADDED }), ...(REMOVED.length > 0 && { REMOVED }) };
    if (Object.keys(update).length > 0) updates[type] = update;
  }
  return updates;
}

export const updatePackageGroupOriginConfiguration: Operation<
  UpdatePackageGroupOriginConfigurationRequest,
  UpdatePackageGroupOriginConfigurationResult
> = {
  action: 'codeartifact:UpdatePackageGroupOriginConfiguration',
  resource: onGroup,
  async handle(input, scope) {
    const { request, deps, target } = scope;
    const domain = requireDomain(scope);
    const updates = await request.write(deps.database, updateGroupOrigin, {
      domainId: domain.id,
      domain: domain.name,
      pattern: input.packageGroup,
      restrictions: input.restrictions ?? {},
      add: parseListed(input.addAllowedRepositories),
      remove: parseListed(input.removeAllowedRepositories),
    });
    const group = await requireGroup(scope, input.packageGroup);
    return {
      packageGroup: await describeGroup(deps.database.reader, target.id, group),
      allowedRepositoryUpdates: updatesOf(updates),
    };
  },
};

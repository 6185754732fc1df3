import type { GetAssociatedPackageGroupRequest, GetAssociatedPackageGroupResult } from '@aws-sdk/client-codeartifact';
import { findAssociation } from '../../metadata/group-rule.ts';
import { packageGroupArn } from '../../model/arn.ts';
import { packagePath } from '../../model/package-group-match.ts';
import type { Operation } from '../operation.ts';
import { onAnyGroup } from '../resources.ts';
import { parsePackage } from '../subject.ts';
import { requireDomain } from '../target.ts';
import { describeGroup } from '../views/package-group-description.ts';

const action = 'codeartifact:GetAssociatedPackageGroup';

/** By the name alone: no repository need have the package. Decided on again once it is known which group it is. */
export const getAssociatedPackageGroup: Operation<GetAssociatedPackageGroupRequest, GetAssociatedPackageGroupResult> = {
  action,
  resource: onAnyGroup,
  async handle(input, scope) {
    const { request, deps, target } = scope;
    const { id: domainId } = requireDomain(scope);
    const { reader } = deps.database;
    const { format, name } = parsePackage(input, scope);
    const { group, type } = await findAssociation(reader, domainId, packagePath(format.id, name));
    await request.authorize(action, packageGroupArn(target.id, group.text), { domainId });
    return { packageGroup: await describeGroup(reader, target.id, group), associationType: type };
  },
};

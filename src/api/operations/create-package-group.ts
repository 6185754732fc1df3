import type { CreatePackageGroupRequest, CreatePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { createPackageGroup as insertGroup } from '../../metadata/create-package-group.ts';
import { packageGroupArn } from '../../model/arn.ts';
import type { Operation } from '../operation.ts';
import { parseGroup } from '../package-group.ts';
import { onGroup } from '../resources.ts';
import { parseTags, taggingOf } from '../tags.ts';
import { requireDomain } from '../target.ts';
import { describeGroup } from '../views/package-group-description.ts';

/** It inherits every restriction to begin with. */
export const createPackageGroup: Operation<CreatePackageGroupRequest, CreatePackageGroupResult> = {
  action: 'codeartifact:CreatePackageGroup',
  resource: onGroup,
  also: ({ packageGroup, tags }, { target }) => taggingOf(tags, packageGroupArn(target.id, packageGroup)),
  async handle({ packageGroup, contactInfo, description, tags }, scope) {
    const { request, deps, target } = scope;
    const domain = requireDomain(scope);
    const { text: pattern } = parseGroup(packageGroup, scope);
    const group = await request.write(deps.database, insertGroup, {
      domainId: domain.id,
      domain: domain.name,
      pattern,
      contactInfo: contactInfo ?? null,
      description: description ?? null,
      tags: parseTags(tags),
      now: request.now.getTime(),
      quotas: deps.quotas,
    });
    return { packageGroup: await describeGroup(deps.database.reader, target.id, group) };
  },
};

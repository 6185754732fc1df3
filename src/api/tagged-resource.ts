import { invalid, notFound } from '../kernel/errors.ts';
import type { TaggedResource } from '../metadata/resource-tags.ts';
import { parseTaggableArn, type TaggableArn } from '../model/taggable-arn.ts';
import type { OperationScope } from './operation.ts';
import { requireGroup } from './package-group.ts';
import { requireDomain, requireRepository } from './target.ts';

interface TaggedInput {
  readonly resourceArn: string;
}

export const onTagged = ({ resourceArn }: TaggedInput): string => resourceArn;

async function find(arn: TaggableArn, scope: OperationScope): Promise<TaggedResource> {
  const domain = requireDomain(scope);
  if (domain.region !== arn.id.region) throw notFound({ type: 'domain', id: arn.id.domain });
  switch (arn.kind) {
    case 'domain':
      return { kind: 'domain', id: domain.id, name: domain.name };
    case 'repository':
      return {
        kind: 'repository',
        id: requireRepository(scope, arn).repository.id,
        name: `${domain.name}/${arn.repository}`,
      };
    case 'package-group':
      return { kind: 'package-group', id: (await requireGroup(scope, arn.pattern)).id, name: arn.pattern };
  }
}

/** What the ARN names. Validation for what is none, NotFound for what is not there. */
export async function readTagged({ resourceArn }: TaggedInput, scope: OperationScope): Promise<TaggedResource> {
  const arn = parseTaggableArn(resourceArn);
  if (arn === null)
    throw invalid(
      `'${resourceArn}' is not the ARN of a domain, a repository or a package group as their descriptions show it.`,
    );
  return find(arn, scope);
}

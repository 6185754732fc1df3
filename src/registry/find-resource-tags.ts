import type { Database } from '../metadata/database.ts';
import { findGroup } from '../metadata/package-groups.ts';
import { listResourceTags, type ResourceTag } from '../metadata/resource-tags.ts';
import { parseTaggableArn } from '../model/taggable-arn.ts';
import type { Surroundings } from './find-surroundings.ts';

/** `aws:ResourceTag`. Actions on packages have none (Service Authorization Reference, "AWS CodeArtifact"). */
export async function findResourceTags(
  { reader }: Database,
  resource: string,
  { guard }: Surroundings,
): Promise<readonly ResourceTag[]> {
  const arn = parseTaggableArn(resource);
  if (arn === null || guard === null) return [];
  if (arn.kind === 'domain') return listResourceTags(reader, { kind: 'domain', id: guard.domainId });
  const id =
    arn.kind === 'repository'
      ? guard.repositoryId
      : ((await findGroup(reader, guard.domainId, arn.pattern))?.id ?? null);
  return id === null ? [] : listResourceTags(reader, { kind: arn.kind, id });
}

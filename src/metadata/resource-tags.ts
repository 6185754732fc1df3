import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import type { Db } from './schema.ts';

export type TaggedKind = 'domain' | 'repository' | 'package-group';

export interface TaggedResource {
  readonly kind: TaggedKind;
  readonly id: number;
  /** For errors. */
  readonly name: string;
}

export interface ResourceTag {
  readonly key: string;
  readonly value: string;
}

/** ServiceQuotaExceeded for more tags than a resource may have. */
export function checkTagCount({ kind, name }: TaggedResource, count: number, { tagsPerResource }: Quotas): void {
  if (count <= tagsPerResource) return;
  throw beyondQuota('tagsPerResource', `A ${kind} may have ${tagsPerResource} tags; this one would have ${count}.`, {
    type: kind,
    id: name,
  });
}

/** For a resource that is new; keys are distinct. */
export async function insertResourceTags(
  tx: Db,
  resource: TaggedResource,
  tags: readonly ResourceTag[],
  quotas: Quotas,
): Promise<void> {
  if (tags.length === 0) return;
  checkTagCount(resource, tags.length, quotas);
  await tx
    .insertInto('resource_tags')
    .values(tags.map(({ key, value }) => ({ resource_kind: resource.kind, resource_id: resource.id, key, value })))
    .execute();
}

export async function deleteResourceTags(tx: Db, kind: TaggedKind, resourceId: number): Promise<void> {
  await tx
    .deleteFrom('resource_tags')
    .where('resource_kind', '=', kind)
    .where('resource_id', '=', resourceId)
    .execute();
}

/** In the order of their keys. */
export const listResourceTags = (db: Db, { kind, id }: Pick<TaggedResource, 'kind' | 'id'>): Promise<ResourceTag[]> =>
  db
    .selectFrom('resource_tags')
    .select(['key', 'value'])
    .where('resource_kind', '=', kind)
    .where('resource_id', '=', id)
    .orderBy('key')
    .execute();

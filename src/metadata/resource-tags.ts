import type { Db } from './schema.ts';

export type TaggedKind = 'domain' | 'repository' | 'package-group';

export interface TaggedResource {
  readonly kind: TaggedKind;
  readonly id: number;
}

export interface ResourceTag {
  readonly key: string;
  readonly value: string;
}

/** For a resource that is new; keys are distinct. */
export async function insertResourceTags(
  tx: Db,
  kind: TaggedKind,
  resourceId: number,
  tags: readonly ResourceTag[],
): Promise<void> {
  if (tags.length === 0) return;
  await tx
    .insertInto('resource_tags')
    .values(tags.map(({ key, value }) => ({ resource_kind: kind, resource_id: resourceId, key, value })))
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
export const listResourceTags = (db: Db, { kind, id }: TaggedResource): Promise<ResourceTag[]> =>
  db
    .selectFrom('resource_tags')
    .select(['key', 'value'])
    .where('resource_kind', '=', kind)
    .where('resource_id', '=', id)
    .orderBy('key')
    .execute();

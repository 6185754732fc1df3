import { notFound } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { WriteOperation } from './database.ts';
import {
  checkTagCount,
  listResourceTags,
  type ResourceTag,
  type TaggedKind,
  type TaggedResource,
} from './resource-tags.ts';
import type { Db } from './schema.ts';

const tables = {
  domain: 'domains',
  repository: 'repositories',
  'package-group': 'package_groups',
} as const satisfies Record<TaggedKind, string>;

/** Rows that outlived their resource would become those of another. */
async function requireResource(tx: Db, { kind, id, name }: TaggedResource): Promise<void> {
  const found = await tx.selectFrom(tables[kind]).select('id').where('id', '=', id).executeTakeFirst();
  if (found === undefined) throw notFound({ type: kind, id: name });
}

export interface SetResourceTags {
  readonly resource: TaggedResource;
  /** Their keys are distinct. */
  readonly tags: readonly ResourceTag[];
  readonly quotas: Quotas;
}

/** Adds tags, and gives those that are there another value; ServiceQuotaExceeded when they would become too many. */
export const setResourceTags: WriteOperation<SetResourceTags, void> = {
  name: 'set-resource-tags',
  async run(tx, { resource, tags, quotas }) {
    await requireResource(tx, resource);
    const keys = new Set((await listResourceTags(tx, resource)).map(({ key }) => key));
    for (const { key } of tags) keys.add(key);
    checkTagCount(resource, keys.size, quotas);
    for (const { key, value } of tags)
      await tx
        .insertInto('resource_tags')
        .values({ resource_kind: resource.kind, resource_id: resource.id, key, value })
        .onConflict((clash) => clash.columns(['resource_kind', 'resource_id', 'key']).doUpdateSet({ value }))
        .execute();
  },
};

export interface RemoveResourceTags {
  readonly resource: TaggedResource;
  readonly keys: readonly string[];
}

/** Keys that are not there are passed over. */
export const removeResourceTags: WriteOperation<RemoveResourceTags, void> = {
  name: 'remove-resource-tags',
  async run(tx, { resource, keys }) {
    if (keys.length === 0) return;
    await tx
      .deleteFrom('resource_tags')
      .where('resource_kind', '=', resource.kind)
      .where('resource_id', '=', resource.id)
      .where('key', 'in', keys)
      .execute();
  },
};

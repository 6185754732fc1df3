import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** What of IAM has tags: rows of `principals`, `managed_policies` and `oidc_providers`. */
export type IamTaggedKind = 'principal' | 'managed-policy' | 'oidc-provider';

export interface IamTagged {
  readonly kind: IamTaggedKind;
  readonly id: number;
}

/** By key. */
export function listIamTags(db: Db, { kind, id }: IamTagged): Promise<ResourceTag[]> {
  return db
    .selectFrom('resource_tags')
    .select(['key', 'value'])
    .where('resource_kind', '=', kind)
    .where('resource_id', '=', id)
    .orderBy('key')
    .execute();
}

export async function deleteIamTags(tx: Db, { kind, id }: IamTagged): Promise<void> {
  await tx.deleteFrom('resource_tags').where('resource_kind', '=', kind).where('resource_id', '=', id).execute();
}

/** For something that is new; keys are distinct. */
export async function insertIamTags(tx: Db, { kind, id }: IamTagged, tags: readonly ResourceTag[]): Promise<void> {
  if (tags.length === 0) return;
  await tx
    .insertInto('resource_tags')
    .values(tags.map(({ key, value }) => ({ resource_kind: kind, resource_id: id, key, value })))
    .execute();
}

export interface ChangeIamTags {
  readonly of: IamTagged;
  readonly put: readonly ResourceTag[];
  readonly remove: readonly string[];
  /** How many there may be afterwards. */
  readonly limit: number;
}

/** Keys are one without regard to case, and keep the spelling of the first (IAM: "Tagging IAM resources"). */
export const changeIamTags: WriteOperation<ChangeIamTags, 'changed' | 'limit'> = {
  name: 'change-iam-tags',
  async run(tx, { of, put, remove, limit }) {
    const tags = new Map((await listIamTags(tx, of)).map((tag) => [tag.key.toLowerCase(), tag]));
    for (const { key, value } of put) {
      const folded = key.toLowerCase();
      tags.set(folded, { key: tags.get(folded)?.key ?? key, value });
    }
    for (const key of remove) tags.delete(key.toLowerCase());
    if (tags.size > limit) return 'limit';
    await deleteIamTags(tx, of);
    await insertIamTags(tx, of, [...tags.values()]);
    await touchIdentity(tx);
    return 'changed';
  },
};

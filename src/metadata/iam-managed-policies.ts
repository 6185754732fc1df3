import { type Selectable, sql } from 'kysely';
import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { ManagedPoliciesTable } from './iam-tables.ts';
import { deleteIamTags, insertIamTags } from './iam-tags.ts';
import { afterPrefix } from './prefix-range.ts';
import type { ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** A policy that an account made. */
export interface ManagedPolicy {
  readonly id: number;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly uniqueId: string;
  readonly description: string | null;
  readonly defaultVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const managedPolicy = (row: Selectable<ManagedPoliciesTable>): ManagedPolicy => ({
  id: row.id,
  accountId: row.account,
  name: row.name,
  path: row.path,
  arn: row.arn,
  uniqueId: row.unique_id,
  description: row.description,
  defaultVersion: row.default_version,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

export async function findManagedPolicy(db: Db, arn: string): Promise<ManagedPolicy | null> {
  const row = await db.selectFrom('managed_policies').selectAll().where('arn', '=', arn).executeTakeFirst();
  return row === undefined ? null : managedPolicy(row);
}

export interface PolicyPage {
  readonly accountId: string;
  readonly pathPrefix: string | null;
  /** The name, in lower case, after which the page begins. */
  readonly after: string | null;
  readonly limit: number;
}

/** By name, without regard to case. */
export async function listManagedPolicies(db: Db, page: PolicyPage): Promise<ManagedPolicy[]> {
  let query = db
    .selectFrom('managed_policies')
    .selectAll()
    .where('account', '=', page.accountId)
    .where('name_key', '>', page.after ?? '');
  const { pathPrefix } = page;
  if (pathPrefix !== null) query = query.where('path', '>=', pathPrefix).where('path', '<', afterPrefix(pathPrefix));
  return (await query.orderBy('name_key').limit(page.limit).execute()).map(managedPolicy);
}

export interface PolicyUse {
  readonly attachments: number;
  readonly boundaries: number;
}

const countOf = sql<number>`count(*)`.as('count');

/** How many of the account have the policy attached, and how many as their boundary. */
export async function countPolicyUse(db: Db, accountId: string, arn: string): Promise<PolicyUse> {
  const attachments = await db
    .selectFrom('attached_policies')
    .innerJoin('principals', 'principals.id', 'attached_policies.principal_id')
    .select(countOf)
    .where('attached_policies.policy_arn', '=', arn)
    .where('principals.account', '=', accountId)
    .executeTakeFirstOrThrow();
  const boundaries = await db
    .selectFrom('principals')
    .select(countOf)
    .where('boundary_arn', '=', arn)
    .where('account', '=', accountId)
    .executeTakeFirstOrThrow();
  return { attachments: Number(attachments.count), boundaries: Number(boundaries.count) };
}

export interface CreateManagedPolicy
  extends Pick<ManagedPolicy, 'accountId' | 'name' | 'path' | 'arn' | 'uniqueId' | 'description'> {
  readonly document: string;
  readonly tags: readonly ResourceTag[];
  readonly now: number;
}

/** null, writing nothing, when the account has a policy of that name. */
export const createManagedPolicy: WriteOperation<CreateManagedPolicy, ManagedPolicy | null> = {
  name: 'create-managed-policy',
  async run(tx, { document, tags, now, ...policy }) {
    const row = await tx
      .insertInto('managed_policies')
      .values({
        account: policy.accountId,
        name: policy.name,
        name_key: policy.name.toLowerCase(),
        path: policy.path,
        arn: policy.arn,
        unique_id: policy.uniqueId,
        description: policy.description,
        default_version: 1,
        last_version: 1,
        created_at: now,
        updated_at: now,
      })
      .onConflict((clash) => clash.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    await tx
      .insertInto('managed_policy_versions')
      .values({ policy_id: row.id, version: 1, document, created_at: now })
      .execute();
    await insertIamTags(tx, { kind: 'managed-policy', id: row.id }, tags);
    await touchIdentity(tx);
    return managedPolicy(row);
  },
};

/** Deletes a policy that nobody has and that has one version left. */
export const deleteManagedPolicy: WriteOperation<
  { readonly id: number },
  'deleted' | 'not-found' | 'attached' | 'versions'
> = {
  name: 'delete-managed-policy',
  async run(tx, { id }) {
    const row = await tx
      .selectFrom('managed_policies')
      .select(['account', 'arn'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return 'not-found';
    const { attachments, boundaries } = await countPolicyUse(tx, row.account, row.arn);
    if (attachments + boundaries > 0) return 'attached';
    const versions = await tx
      .selectFrom('managed_policy_versions')
      .select('version')
      .where('policy_id', '=', id)
      .execute();
    if (versions.length > 1) return 'versions';
    await tx.deleteFrom('managed_policy_versions').where('policy_id', '=', id).execute();
    await tx.deleteFrom('managed_policies').where('id', '=', id).execute();
    await deleteIamTags(tx, { kind: 'managed-policy', id });
    await touchIdentity(tx);
    return 'deleted';
  },
};

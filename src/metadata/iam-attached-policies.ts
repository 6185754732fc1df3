import type { WriteOperation } from './database.ts';
import type { EntityKind } from './iam-entities.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

export interface Attachment {
  readonly principalId: number;
  readonly policyArn: string;
}

export interface AttachPolicy extends Attachment {
  /** A policy of AWS has no row. */
  readonly isAwsPolicy: boolean;
  /** How many may be attached to the principal. */
  readonly limit: number;
}

export type AttachOutcome = 'attached' | 'not-found' | 'no-policy' | 'limit';

const isThere = async (tx: Db, policyArn: string): Promise<boolean> =>
  (await tx.selectFrom('managed_policies').select('id').where('arn', '=', policyArn).executeTakeFirst()) !== undefined;

/** Attaching again changes nothing. */
export const attachPolicy: WriteOperation<AttachPolicy, AttachOutcome> = {
  name: 'attach-policy',
  async run(tx, { principalId, policyArn, isAwsPolicy, limit }) {
    const owner = await tx.selectFrom('principals').select('id').where('id', '=', principalId).executeTakeFirst();
    if (owner === undefined) return 'not-found';
    if (!isAwsPolicy && !(await isThere(tx, policyArn))) return 'no-policy';
    const attached = await listAttachedPolicies(tx, principalId);
    if (attached.includes(policyArn)) return 'attached';
    if (attached.length >= limit) return 'limit';
    await tx.insertInto('attached_policies').values({ principal_id: principalId, policy_arn: policyArn }).execute();
    await touchIdentity(tx);
    return 'attached';
  },
};

/** False: it was not attached. */
export const detachPolicy: WriteOperation<Attachment, boolean> = {
  name: 'detach-policy',
  async run(tx, { principalId, policyArn }) {
    const { numDeletedRows } = await tx
      .deleteFrom('attached_policies')
      .where('principal_id', '=', principalId)
      .where('policy_arn', '=', policyArn)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};

/** ARNs, in order; their number is limited, so these are all. */
export async function listAttachedPolicies(db: Db, principalId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('attached_policies')
    .select('policy_arn')
    .where('principal_id', '=', principalId)
    .orderBy('policy_arn')
    .execute();
  return rows.map(({ policy_arn }) => policy_arn);
}

export interface AttachedEntity {
  readonly id: number;
  readonly kind: EntityKind;
  readonly name: string;
  readonly uniqueId: string;
}

/** A page of whom the policy is attached to within the account, in the order in which they were made. */
export async function listEntitiesOf(
  db: Db,
  page: {
    readonly accountId: string;
    readonly policyArn: string;
    readonly after: number;
    readonly limit: number;
  },
): Promise<AttachedEntity[]> {
  const rows = await db
    .selectFrom('attached_policies')
    .innerJoin('principals', 'principals.id', 'attached_policies.principal_id')
    .select(['principals.id', 'principals.kind', 'principals.name', 'principals.unique_id'])
    .where('attached_policies.policy_arn', '=', page.policyArn)
    .where('attached_policies.principal_id', '>', page.after)
    .where('principals.account', '=', page.accountId)
    .orderBy('attached_policies.principal_id')
    .limit(page.limit)
    .execute();
  return rows.map(({ id, kind, name, unique_id }) => ({ id, kind: kind as EntityKind, name, uniqueId: unique_id }));
}

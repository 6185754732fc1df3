import type { WriteOperation } from './database.ts';
import { type EntityKind, insertEntity, type NewEntity, type StoredEntity } from './iam-entities.ts';
import { touchIdentity } from './iam-generation.ts';
import { listIamTags } from './iam-tags.ts';
import { holdRootKey, type StoredKey } from './keys.ts';
import type { ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** An inline policy, and whose it is. */
export interface InlineGrant {
  readonly name: string;
  readonly document: string;
  readonly holder: { readonly kind: EntityKind; readonly name: string };
}

/** What a user or a role was given, by itself and through its groups. */
export interface Grants {
  readonly inline: readonly InlineGrant[];
  /** ARNs of attached policies, in order; with the default version's document where an account made the policy. */
  readonly attached: readonly { readonly arn: string; readonly document: string | null }[];
  readonly tags: readonly ResourceTag[];
}

/** The default version; null for an ARN of AWS, or of none. */
export async function findPolicyDocument(db: Db, arn: string): Promise<string | null> {
  const row = await db
    .selectFrom('managed_policies')
    .innerJoin('managed_policy_versions', (join) =>
      join
        .onRef('managed_policy_versions.policy_id', '=', 'managed_policies.id')
        .onRef('managed_policy_versions.version', '=', 'managed_policies.default_version'),
    )
    .select('managed_policy_versions.document')
    .where('managed_policies.arn', '=', arn)
    .executeTakeFirst();
  return row?.document ?? null;
}

export async function readGrants(db: Db, { id, kind }: Pick<StoredEntity, 'id' | 'kind'>): Promise<Grants> {
  const groups =
    kind === 'user' ? await db.selectFrom('group_members').select('group_id').where('user_id', '=', id).execute() : [];
  const holders = [id, ...groups.map(({ group_id }) => group_id)];
  const [inline, attached, tags] = await Promise.all([
    db
      .selectFrom('inline_policies')
      .innerJoin('principals', 'principals.id', 'inline_policies.principal_id')
      .select(['inline_policies.name', 'document', 'kind', 'principals.name as holder'])
      .where('principal_id', 'in', holders)
      .orderBy('principal_id')
      .orderBy('inline_policies.name')
      .execute(),
    db.selectFrom('attached_policies').select('policy_arn').where('principal_id', 'in', holders).execute(),
    listIamTags(db, { kind: 'principal', id }),
  ]);
  const arns = [...new Set(attached.map(({ policy_arn }) => policy_arn))].toSorted();
  const documents = await Promise.all(arns.map(async (arn) => ({ arn, document: await findPolicyDocument(db, arn) })));
  return {
    inline: inline.map(({ name, document, kind, holder }) => ({
      name,
      document,
      holder: { kind: kind as EntityKind, name: holder },
    })),
    attached: documents,
    tags,
  };
}

export async function hasPrincipals(db: Db): Promise<boolean> {
  return (await db.selectFrom('principals').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export interface CreateAdmin {
  /** An account that has no principal yet. */
  readonly account: { readonly id: string; readonly name: string };
  readonly user: NewEntity;
  readonly policyArn: string;
  readonly accessKey: { readonly id: string; readonly secret: Uint8Array };
  /** Remembers that this installation made the access key itself. */
  readonly marker: StoredKey | null;
  readonly rootKeyId: string;
  readonly now: number;
  /** Only where there is no principal at all. */
  readonly first: boolean;
}

export type CreateAdminOutcome = 'created' | 'exists' | 'root-key-changed';

/** An account with its first user and an active access key. Anything else than 'created' has written nothing. */
export const createAdmin: WriteOperation<CreateAdmin, CreateAdminOutcome> = {
  name: 'create-admin',
  async run(tx, { account, user, policyArn, accessKey, marker, rootKeyId, now, first }) {
    if (!(await holdRootKey(tx, rootKeyId))) return 'root-key-changed';
    const others = first
      ? await hasPrincipals(tx)
      : (await tx.selectFrom('accounts').select('id').where('id', '=', account.id).executeTakeFirst()) !== undefined;
    if (others) return 'exists';
    await tx
      .insertInto('accounts')
      .values({ ...account, created_at: now })
      .onConflict((clash) => clash.column('id').doNothing())
      .execute();
    const made = await insertEntity(tx, user);
    if (made === null) throw new Error(`the account ${account.id} has users and no record`);
    await tx.insertInto('attached_policies').values({ principal_id: made.id, policy_arn: policyArn }).execute();
    await tx
      .insertInto('access_keys')
      .values({ id: accessKey.id, principal_id: made.id, secret: accessKey.secret, status: 1, created_at: now })
      .execute();
    if (marker !== null)
      await tx
        .insertInto('keys')
        .values({ id: marker.id, purpose: marker.purpose, domain_id: 0, sealed: marker.sealed, created_at: now })
        .execute();
    await touchIdentity(tx);
    return 'created';
  },
};

import type { Selectable } from 'kysely';
import { type Principal, unbounded } from '../model/principal.ts';
import type { WriteOperation } from './database.ts';
import { holdRootKey, type StoredKey } from './keys.ts';
import type { Db, PrincipalsTable } from './schema.ts';

/** The columns of a principal. */
type PrincipalRow = Pick<Selectable<PrincipalsTable>, 'id' | 'account' | 'name' | 'unique_id' | 'arn' | 'policies'>;

/** Throws when `policies` is no JSON: only this room writes it. */
export const storedPrincipal = (row: PrincipalRow): Principal => ({
  id: row.id,
  accountId: row.account,
  kind: 'user',
  name: row.name,
  uniqueId: row.unique_id,
  arn: row.arn,
  principalArn: row.arn,
  ...unbounded,
  policies: JSON.parse(row.policies) as string[],
});

export async function findPrincipal(db: Db, uniqueId: string): Promise<Principal | null> {
  const row = await db.selectFrom('principals').selectAll().where('unique_id', '=', uniqueId).executeTakeFirst();
  return row === undefined ? null : storedPrincipal(row);
}

export async function hasPrincipals(db: Db): Promise<boolean> {
  return (await db.selectFrom('principals').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export interface CreateFirstUser {
  readonly user: Pick<Principal, 'accountId' | 'name' | 'uniqueId' | 'arn' | 'policies'>;
  readonly accessKey: { readonly id: string; readonly secret: Uint8Array };
  /** Remembers that this installation made the access key itself. */
  readonly marker: StoredKey | null;
  readonly rootKeyId: string;
  readonly now: number;
}

export type FirstUser = 'created' | 'exists' | 'root-key-changed';

/** The first principal with an active access key. Anything else than 'created' has written nothing. */
export const createFirstUser: WriteOperation<CreateFirstUser, FirstUser> = {
  name: 'create-first-user',
  async run(tx, { user, accessKey, marker, rootKeyId, now }) {
    if (!(await holdRootKey(tx, rootKeyId))) return 'root-key-changed';
    if (await hasPrincipals(tx)) return 'exists';
    const { id } = await tx
      .insertInto('principals')
      .values({
        account: user.accountId,
        kind: 'user',
        name: user.name,
        unique_id: user.uniqueId,
        arn: user.arn,
        policies: JSON.stringify(user.policies),
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('access_keys')
      .values({ id: accessKey.id, principal_id: id, secret: accessKey.secret, status: 1, created_at: now })
      .execute();
    if (marker !== null)
      await tx
        .insertInto('keys')
        .values({ id: marker.id, purpose: marker.purpose, domain_id: 0, sealed: marker.sealed, created_at: now })
        .execute();
    return 'created';
  },
};

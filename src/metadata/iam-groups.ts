import type { WriteOperation } from './database.ts';
import { type StoredEntity, storedEntity } from './iam-entities.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

export interface Membership {
  readonly userId: number;
  readonly groupId: number;
}

const existsAs = async (tx: Db, id: number, kind: 'user' | 'group'): Promise<boolean> =>
  (await tx.selectFrom('principals').select('id').where('id', '=', id).where('kind', '=', kind).executeTakeFirst()) !==
  undefined;

export type AddMemberOutcome = 'added' | 'no-user' | 'no-group' | 'limit';

/** Adding a member again changes nothing. `limit`: groups that a user may be in. */
export const addGroupMember: WriteOperation<Membership & { readonly limit: number }, AddMemberOutcome> = {
  name: 'add-group-member',
  async run(tx, { userId, groupId, limit }) {
    if (!(await existsAs(tx, groupId, 'group'))) return 'no-group';
    if (!(await existsAs(tx, userId, 'user'))) return 'no-user';
    const groups = await tx.selectFrom('group_members').select('group_id').where('user_id', '=', userId).execute();
    if (groups.some(({ group_id }) => group_id === groupId)) return 'added';
    if (groups.length >= limit) return 'limit';
    await tx.insertInto('group_members').values({ user_id: userId, group_id: groupId }).execute();
    await touchIdentity(tx);
    return 'added';
  },
};

/** False: the user was not in the group. */
export const removeGroupMember: WriteOperation<Membership, boolean> = {
  name: 'remove-group-member',
  async run(tx, { userId, groupId }) {
    const { numDeletedRows } = await tx
      .deleteFrom('group_members')
      .where('user_id', '=', userId)
      .where('group_id', '=', groupId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};

/** All groups of a user, by name: there are few. */
export async function listGroupsOf(db: Db, userId: number): Promise<StoredEntity[]> {
  const rows = await db
    .selectFrom('group_members')
    .innerJoin('principals', 'principals.id', 'group_members.group_id')
    .selectAll('principals')
    .where('group_members.user_id', '=', userId)
    .execute();
  return rows.map(storedEntity).toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** A page of the members, in the order in which the users were made. */
export async function listMembers(
  db: Db,
  { groupId, after, limit }: { readonly groupId: number; readonly after: number; readonly limit: number },
): Promise<StoredEntity[]> {
  const rows = await db
    .selectFrom('group_members')
    .innerJoin('principals', 'principals.id', 'group_members.user_id')
    .selectAll('principals')
    .where('group_members.group_id', '=', groupId)
    .where('group_members.user_id', '>', after)
    .orderBy('group_members.user_id')
    .limit(limit)
    .execute();
  return rows.map(storedEntity);
}

import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import { deleteIamTags } from './iam-tags.ts';
import type { Db } from './schema.ts';

/** What has to go before it; IAM deletes nothing in passing. */
export type DeleteObstacle = 'access-keys' | 'inline-policies' | 'attached-policies' | 'groups' | 'members';

const obstacles: readonly { readonly obstacle: DeleteObstacle; stands(tx: Db, id: number): Promise<unknown> }[] = [
  {
    obstacle: 'access-keys',
    stands: (tx, id) => tx.selectFrom('access_keys').select('id').where('principal_id', '=', id).executeTakeFirst(),
  },
  {
    obstacle: 'inline-policies',
    stands: (tx, id) =>
      tx.selectFrom('inline_policies').select('name').where('principal_id', '=', id).executeTakeFirst(),
  },
  {
    obstacle: 'attached-policies',
    stands: (tx, id) =>
      tx.selectFrom('attached_policies').select('policy_arn').where('principal_id', '=', id).executeTakeFirst(),
  },
  {
    obstacle: 'groups',
    stands: (tx, id) => tx.selectFrom('group_members').select('group_id').where('user_id', '=', id).executeTakeFirst(),
  },
  {
    obstacle: 'members',
    stands: (tx, id) => tx.selectFrom('group_members').select('user_id').where('group_id', '=', id).executeTakeFirst(),
  },
];

/** Deletes a user, group or role, and the robot tokens of a user; with an obstacle, nothing. */
export const deleteEntity: WriteOperation<{ readonly id: number }, 'deleted' | 'not-found' | DeleteObstacle> = {
  name: 'delete-entity',
  async run(tx, { id }) {
    for (const { obstacle, stands } of obstacles) if ((await stands(tx, id)) !== undefined) return obstacle;
    const { numDeletedRows } = await tx.deleteFrom('principals').where('id', '=', id).executeTakeFirst();
    if (numDeletedRows === 0n) return 'not-found';
    await tx.deleteFrom('robot_tokens').where('principal_id', '=', id).execute();
    await deleteIamTags(tx, { kind: 'principal', id });
    await touchIdentity(tx);
    return 'deleted';
  },
};

import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

/** A token that lasts, for a tool that cannot renew. */
export interface RobotToken {
  readonly id: number;
  readonly accountId: string;
  readonly name: string;
  /** The user it acts as. */
  readonly userId: string;
  readonly domainId: number;
  /** What bounds it: a policy document. */
  readonly policy: string;
  readonly expiresAt: Date | null;
}

/** By the SHA-256 of the token. */
export async function findRobotToken(db: Db, hash: Uint8Array): Promise<RobotToken | null> {
  const row = await db
    .selectFrom('robot_tokens')
    .innerJoin('principals', 'principals.id', 'robot_tokens.principal_id')
    .select(['robot_tokens.id', 'robot_tokens.account', 'robot_tokens.name', 'principals.unique_id'])
    .select(['robot_tokens.domain_id', 'robot_tokens.policy', 'robot_tokens.expires_at'])
    .where('robot_tokens.hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    accountId: row.account,
    name: row.name,
    userId: row.unique_id,
    domainId: row.domain_id,
    policy: row.policy,
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  };
}

/** What may be told of a token. */
export interface DescribedRobotToken {
  readonly name: string;
  readonly user: string;
  readonly domain: string;
  /** JSON, as it was asked for. */
  readonly limits: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const timeOf = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds));

/** By name; those of deleted users are gone. */
export async function listRobotTokens(db: Db, accountId: string): Promise<DescribedRobotToken[]> {
  const rows = await db
    .selectFrom('robot_tokens')
    .innerJoin('principals', 'principals.id', 'robot_tokens.principal_id')
    .leftJoin('domains', 'domains.id', 'robot_tokens.domain_id')
    .select(['robot_tokens.name', 'principals.name as user', 'domains.name as domain', 'robot_tokens.limits'])
    .select(['robot_tokens.created_at', 'robot_tokens.expires_at', 'robot_tokens.last_used_at'])
    .where('robot_tokens.account', '=', accountId)
    .orderBy('robot_tokens.name')
    .execute();
  return rows.map((row) => ({
    name: row.name,
    user: row.user,
    domain: row.domain ?? '(deleted)',
    limits: row.limits,
    createdAt: new Date(row.created_at),
    expiresAt: timeOf(row.expires_at),
    lastUsedAt: timeOf(row.last_used_at),
  }));
}

export interface CreateRobotToken {
  readonly accountId: string;
  readonly name: string;
  readonly principalId: number;
  readonly domainId: number;
  readonly hash: Uint8Array;
  readonly policy: string;
  readonly limits: string;
  readonly expiresAt: number | null;
  readonly now: number;
}

/** 'exists': the account has one of that name. */
export const createRobotToken: WriteOperation<CreateRobotToken, 'created' | 'no-user' | 'exists'> = {
  name: 'create-robot-token',
  async run(tx, token) {
    const user = await tx.selectFrom('principals').select('id').where('id', '=', token.principalId).executeTakeFirst();
    if (user === undefined) return 'no-user';
    const made = await tx
      .insertInto('robot_tokens')
      .values({
        account: token.accountId,
        name: token.name,
        principal_id: token.principalId,
        domain_id: token.domainId,
        hash: token.hash,
        policy: token.policy,
        limits: token.limits,
        created_at: token.now,
        expires_at: token.expiresAt,
      })
      .onConflict((clash) => clash.columns(['account', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return 'exists';
    await touchIdentity(tx);
    return 'created';
  },
};

/** False: the account has none of that name. */
export const deleteRobotToken: WriteOperation<{ readonly accountId: string; readonly name: string }, boolean> = {
  name: 'delete-robot-token',
  async run(tx, { accountId, name }) {
    const { numDeletedRows } = await tx
      .deleteFrom('robot_tokens')
      .where('account', '=', accountId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};

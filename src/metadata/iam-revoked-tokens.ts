import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

export interface RevokeToken {
  readonly tokenId: string;
  /** When it ends by itself, at the latest: then the row can go. */
  readonly expiresAt: number;
  readonly now: number;
}

/** Revoking again changes nothing. */
export const revokeToken: WriteOperation<RevokeToken, void> = {
  name: 'revoke-token',
  async run(tx, { tokenId, expiresAt, now }) {
    await tx.deleteFrom('revoked_tokens').where('expires_at', '<', now).execute();
    await tx
      .insertInto('revoked_tokens')
      .values({ token_id: tokenId, expires_at: expiresAt })
      .onConflict((clash) => clash.column('token_id').doNothing())
      .execute();
    await touchIdentity(tx);
  },
};

/** Ids of tokens: rows go when the tokens would have ended, so these are few. */
export async function listRevokedTokens(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('revoked_tokens').select('token_id').orderBy('token_id').execute();
  return rows.map(({ token_id }) => token_id);
}

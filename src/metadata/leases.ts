import type { WriteOperation } from './database.ts';

export interface TakeLease {
  readonly name: string;
  /** Unique to the process. */
  readonly owner: string;
  readonly now: number;
  readonly expiresAt: number;
}

/**
 * Whether the lease is the owner's until `expiresAt`; it is not while another one holds it. Taking it again renews it. One
 * that lasts twice as long as it could was taken under a wrong clock, and counts as free.
 */
export const takeLease: WriteOperation<TakeLease, boolean> = {
  name: 'take-lease',
  async run(tx, { name, owner, now, expiresAt }) {
    const held = await tx
      .selectFrom('leases')
      .select(['owner', 'expires_at'])
      .where('name', '=', name)
      .executeTakeFirst();
    const longest = 2 * (expiresAt - now);
    if (held !== undefined && held.owner !== owner && held.expires_at > now && held.expires_at - now <= longest)
      return false;
    await tx
      .insertInto('leases')
      .values({ name, owner, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ owner, expires_at: expiresAt }))
      .execute();
    return true;
  },
};

/** Nothing happens when another one holds it. */
export const releaseLease: WriteOperation<Pick<TakeLease, 'name' | 'owner'>, void> = {
  name: 'release-lease',
  async run(tx, { name, owner }) {
    await tx.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
  },
};

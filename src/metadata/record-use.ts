import type { WriteOperation } from './database.ts';

/** A key or a token that was good for a request. */
export type Use =
  | { readonly kind: 'access-key'; readonly id: string; readonly service: string; readonly region: string }
  | { readonly kind: 'robot-token'; readonly id: number };

/** Nothing that is remembered of identities gets old by it. One that is gone meanwhile stays gone. */
export const recordUse: WriteOperation<{ readonly use: Use; readonly now: number }, void> = {
  name: 'record-use',
  async run(tx, { use, now }) {
    await (use.kind === 'access-key'
      ? tx
          .updateTable('access_keys')
          .set({ last_used_at: now, last_used_service: use.service, last_used_region: use.region })
          .where('id', '=', use.id)
          .execute()
      : tx.updateTable('robot_tokens').set({ last_used_at: now }).where('id', '=', use.id).execute());
  },
};

import type { Db } from './schema.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** By id. */
export async function listAccounts(db: Db): Promise<Account[]> {
  const rows = await db.selectFrom('accounts').selectAll().orderBy('id').execute();
  return rows.map(({ id, name, created_at }) => ({ id, name, createdAt: new Date(created_at) }));
}

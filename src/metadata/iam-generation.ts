import { sql } from 'kysely';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

/** A number that grows with every change of who there is and what they may; last in such a transaction. */
export async function touchIdentity(tx: Db): Promise<void> {
  await tx.updateTable('counters').set({ value: sql`value + 1` }).where('name', '=', 'identity').execute();
}

const counter = prepareQuery((db, { name }: Placeholders<{ name: string }>) =>
  db.selectFrom('counters').select('value').where('name', '=', name),
);

export async function readIdentityGeneration(db: Db): Promise<number> {
  return (await counter.one(db, { name: 'identity' })).value;
}

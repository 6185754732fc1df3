import type { EntryPoint } from '../model/origin.ts';
import type { Db } from './schema.ts';

/** The id of an entry point of the domain, made if it is new. */
export async function ensureEntryPoint(tx: Db, domainId: number, { kind, name }: EntryPoint): Promise<number> {
  await tx
    .insertInto('entry_points')
    .values({ domain_id: domainId, kind, name })
    .onConflict((conflict) => conflict.columns(['domain_id', 'kind', 'name']).doNothing())
    .execute();
  const row = await tx
    .selectFrom('entry_points')
    .select('id')
    .where('domain_id', '=', domainId)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.id;
}

import type { EntryPoint } from '../model/origin.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

const entryPoint = prepareQuery((db, args: Placeholders<{ domainId: number; kind: string; name: string }>) =>
  db
    .selectFrom('entry_points')
    .select('id')
    .where('domain_id', '=', args.domainId)
    .where('kind', '=', args.kind)
    .where('name', '=', args.name),
);

/** The id of an entry point of the domain, made if it is new. */
export async function ensureEntryPoint(tx: Db, domainId: number, { kind, name }: EntryPoint): Promise<number> {
  const known = await entryPoint.first(tx, { domainId, kind, name });
  if (known !== undefined) return known.id;
  await tx
    .insertInto('entry_points')
    .values({ domain_id: domainId, kind, name })
    .onConflict((conflict) => conflict.columns(['domain_id', 'kind', 'name']).doNothing())
    .execute();
  return (await entryPoint.one(tx, { domainId, kind, name })).id;
}

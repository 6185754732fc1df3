import type { Description } from '../model/package.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

const descriptionOf = prepareQuery((db, { contentId }: Placeholders<{ contentId: number }>) =>
  db
    .selectFrom('contents as c')
    .innerJoin('facts as f', 'f.id', 'c.facts_id')
    .select('f.description')
    .where('c.id', '=', contentId),
);

/** What the format told of a version when its content was stored. */
export async function readDescription(db: Db, contentId: number): Promise<Description> {
  const { description } = await descriptionOf.one(db, { contentId });
  return JSON.parse(description) as Description;
}

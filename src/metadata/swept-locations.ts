import { RegistryError } from '../kernel/errors.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

/** From now on no transaction names these locations, so that their files may go. */
export async function markSwept(tx: Db, locations: readonly string[], now: number): Promise<void> {
  if (locations.length === 0) return;
  await tx
    .insertInto('swept_locations')
    .values(locations.map((location) => ({ location, swept_at: now })))
    .onConflict((conflict) => conflict.column('location').doNothing())
    .execute();
}

const sweptAt = prepareQuery((db, { location }: Placeholders<{ location: string }>) =>
  db.selectFrom('swept_locations').select('swept_at').where('location', '=', location),
);

/** To be called before a row names a location for the first time. Refuses one that the sweeper has taken. */
export async function refuseSwept(tx: Db, location: string): Promise<void> {
  const swept = await sweptAt.first(tx, { location });
  if (swept !== undefined)
    throw new RegistryError(
      'InternalServer',
      'The upload took so long from its bytes to its record that its bytes were swept away; send it again.',
    );
}

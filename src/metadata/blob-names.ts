import type { Clock } from '../kernel/clock.ts';
import type { Database } from './database.ts';
import { countForgettable, dropSweptLocations, findUnnamed, forgetBlobs, sweepLocations } from './sweep-blobs.ts';

/** Longer than anything may take from its bytes to its record. */
const rememberedMilliseconds = 48 * 3600 * 1000;

/** What the room `blobs` asks of the metadata store: its `BlobNames`. */
export const blobNames = (database: Database, clock: Clock) => ({
  forget: (before: Date, limit: number) =>
    database.write(forgetBlobs, { before: before.getTime(), limit, now: clock.now().getTime() }),
  countForgettable: (before: Date) => countForgettable(database.reader, before.getTime()),
  findUnnamed: (locations: readonly string[]) => findUnnamed(database.reader, locations),
  giveUp: (locations: readonly string[]) => database.write(sweepLocations, { locations, now: clock.now().getTime() }),
  /** Drops what needs no longer be remembered of earlier sweeps. */
  tidy: () => database.write(dropSweptLocations, { before: clock.now().getTime() - rememberedMilliseconds }),
});

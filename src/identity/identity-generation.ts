import type { Clock } from '../kernel/clock.ts';
import { singleFlight } from '../kernel/single-flight.ts';
import type { Database } from '../metadata/database.ts';
import { readIdentityGeneration } from '../metadata/iam-generation.ts';

/** Tells when what is remembered of identities is no longer so, whichever process changed it. */
export interface IdentityGeneration {
  /**
   * The number of the last change. With SQLite every change that was committed before the call is counted; with a store
   * that tells nothing by itself, those of other processes are seen within `lookAgainMilliseconds`.
   */
  current(): number | Promise<number>;
  /** This process changed something: look again. */
  changed(): void;
}

export const lookAgainMilliseconds = 250;

export function createIdentityGeneration(database: Database, clock: Clock): IdentityGeneration {
  const flights = singleFlight<number>();
  let known: { readonly generation: number; readonly version: number | null; readonly readAt: number } | null = null;
  let changes = 0;

  const look = (version: number | null): Promise<number> =>
    flights.run(`${changes} ${version}`, async () => {
      const asOf = changes;
      const readAt = clock.now().getTime();
      const generation = await readIdentityGeneration(database.reader);
      if (asOf === changes) known = { generation, version, readAt };
      return generation;
    });

  return {
    current() {
      const version = database.version();
      if (known === null || known.version !== version) return look(version);
      if (version === null && clock.now().getTime() - known.readAt >= lookAgainMilliseconds) return look(version);
      return known.generation;
    },
    changed() {
      changes += 1;
      known = null;
    },
  };
}

import type { Clock } from '../kernel/clock.ts';
import { singleFlight } from '../kernel/single-flight.ts';
import type { Database } from '../metadata/database.ts';
import { readIdentityGeneration } from '../metadata/iam-generation.ts';

/** Tells when what is remembered of identities is no longer so, whichever process changed it. */
export interface IdentityGeneration {
  /**
   * The number of the last change. Changes that `changed` was called for are counted; those of other processes are seen
   * within `lookAgainMilliseconds`.
   */
  current(): number | Promise<number>;
  /** This process changed something: look again. */
  changed(): void;
}

/** By whether the store tells cheaply that nothing was committed; even that costs more than all else of a lookup. */
export const lookAgainMilliseconds = { cheap: 2, query: 250 } as const;

interface Known {
  readonly generation: number;
  readonly version: number | null;
  /** As of when it is so. */
  readonly at: number;
}

export function createIdentityGeneration(database: Database, clock: Clock): IdentityGeneration {
  const flights = singleFlight<number>();
  let known: Known | null = null;
  let changes = 0;

  const read = (version: number | null, at: number): Promise<number> =>
    flights.run(`${changes} ${version}`, async () => {
      const asOf = changes;
      const generation = await readIdentityGeneration(database.reader);
      if (asOf === changes) known = { generation, version, at };
      return generation;
    });

  const look = (last: Known | null, at: number): number | Promise<number> => {
    const version = database.version();
    if (last === null || version === null || last.version !== version) return read(version, at);
    known = { ...last, at };
    return last.generation;
  };

  return {
    current() {
      const at = clock.now().getTime();
      const patience = known?.version === null ? lookAgainMilliseconds.query : lookAgainMilliseconds.cheap;
      return known !== null && at - known.at < patience ? known.generation : look(known, at);
    },
    changed() {
      changes += 1;
      known = null;
    },
  };
}

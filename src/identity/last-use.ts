import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../metadata/database.ts';
import { recordUse, type Use } from '../metadata/record-use.ts';

/** Remembers when keys and tokens were used last, without making anybody wait for it. */
export interface LastUse {
  note(use: Use): void;
  /** Resolves once what was noted is written. */
  settled(): Promise<void>;
}

export interface LastUseDeps {
  readonly database: Database;
  readonly clock: Clock;
  onFailure(error: unknown): void;
}

/** A key that is in use all the time is written this often. */
const everyMilliseconds = 60_000;
const maxRemembered = 10_000;

export function createLastUse({ database, clock, onFailure }: LastUseDeps): LastUse {
  const notedAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();
  return {
    note(use) {
      const key = `${use.kind} ${use.id}`;
      const now = clock.now().getTime();
      const last = notedAt.get(key);
      if (last !== undefined && now - last < everyMilliseconds) return;
      if (notedAt.size >= maxRemembered) notedAt.clear();
      notedAt.set(key, now);
      const written = database
        .write(recordUse, { use, now })
        .catch(onFailure)
        .finally(() => writing.delete(written));
      writing.add(written);
    },
    async settled() {
      await Promise.all(writing);
    },
  };
}

import { randomUUID } from 'node:crypto';
import { takeLease } from '../../metadata/leases.ts';
import { type RunSweepDeps, runSweep } from './run-sweep.ts';

export interface SweepingDeps extends RunSweepDeps {
  readonly graceSeconds: number;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

export interface Sweeping {
  /** Resolves once no sweep is under way. */
  close(): Promise<void>;
}

const longestIntervalSeconds = 3600;
/** Looking at every file costs more, and they are few. */
const orphansIntervalSeconds = 24 * 3600;

/**
 * Sweeps in the background for as long as the server runs: every hour, more often under a short grace period. Of all
 * processes on one store, whichever comes first in an interval does it.
 */
export function startSweeping(deps: SweepingDeps): Sweeping {
  const { database, clock, graceSeconds, log } = deps;
  const owner = randomUUID();
  const ending = new AbortController();
  const intervalSeconds = Math.min(longestIntervalSeconds, Math.max(1, graceSeconds));

  /** Whether it is this process's turn. A little less than the interval: nobody's timer is exact. */
  const isDue = (name: string, everySeconds: number): Promise<boolean> => {
    const now = clock.now().getTime();
    return database.write(takeLease, {
      name,
      owner: `${owner} ${now}`,
      now,
      expiresAt: now + everySeconds * 900,
    });
  };
  const sweep = async (): Promise<void> => {
    try {
      if (!(await isDue('sweep-due', intervalSeconds))) return;
      const orphans = await isDue(
        'sweep-orphans-due',
        Math.max(intervalSeconds, Math.min(orphansIntervalSeconds, graceSeconds)),
      );
      const report = await runSweep(deps, { graceSeconds, orphans, dryRun: false, signal: ending.signal });
      if (report !== null) log.info({ ...report }, 'swept the blob store');
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: error }, 'the blob store could not be swept');
    }
  };
  let timer: NodeJS.Timeout;
  let running = Promise.resolve();
  const plan = (seconds: number): void => {
    timer = setTimeout(() => {
      running = sweep().then(() => {
        if (!ending.signal.aborted) plan(intervalSeconds);
      });
    }, seconds * 1000).unref();
  };
  // Soon after a start, since an unclean end is what leaves most of it; not at once, when everybody wants something.
  plan(Math.min(intervalSeconds, 60));
  return {
    async close() {
      ending.abort(new Error('the server is stopping'));
      clearTimeout(timer);
      await running;
    },
  };
}

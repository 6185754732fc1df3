import { randomUUID } from 'node:crypto';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { type SweepReport, sweepBlobs } from '../../blobs/sweep-blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import { blobNames } from '../../metadata/blob-names.ts';
import type { Database } from '../../metadata/database.ts';
import { releaseLease, takeLease } from '../../metadata/leases.ts';

export interface RunSweepDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

export interface RunSweepOptions {
  readonly graceSeconds: number;
  readonly orphans: boolean;
  readonly dryRun: boolean;
  /** Ends it between two steps. */
  readonly signal?: AbortSignal;
}

const lease = 'sweep';
/** How long a process that died in the middle keeps the others waiting. */
const leaseMilliseconds = 300_000;

/** Another process swept so long that it was given up, or this one was. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Sweeps blobs, unless another process does so at the moment: then null. One at a time is for economy; two would do no
 * harm. Rejects when it is ended or loses its turn in the middle, which costs nothing but the rest.
 */
export async function runSweep(deps: RunSweepDeps, options: RunSweepOptions): Promise<SweepReport | null> {
  const { database, blobs, clock } = deps;
  const { signal, ...sweep } = options;
  const owner = randomUUID();
  const hold = (): Promise<boolean> => {
    const now = clock.now().getTime();
    return database.write(takeLease, { name: lease, owner, now, expiresAt: now + leaseMilliseconds });
  };
  let heldAt = performance.now();
  if (!(await hold())) return null;
  const goOn = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (performance.now() - heldAt < leaseMilliseconds / 4) return;
    if (!(await hold())) throw new LeaseLostError('Another process has taken over the sweep.');
    heldAt = performance.now();
  };
  try {
    const names = blobNames(database, clock);
    const report = await sweepBlobs({ blobs, names, clock }, { ...sweep, goOn });
    if (!sweep.dryRun) await names.tidy();
    return report;
  } finally {
    await database.write(releaseLease, { name: lease, owner });
  }
}

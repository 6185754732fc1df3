import type { Clock } from '../kernel/clock.ts';
import type { BlobStore } from './blob-store.ts';

/** What the sweeper asks of whoever keeps the rows that name blobs. */
export interface BlobNames {
  /**
   * Forgets up to `limit` blobs that nothing has named since `before`, the longest unnamed ones first. Once it resolves,
   * nothing names their locations, nor ever will.
   */
  forget(before: Date, limit: number): Promise<readonly { readonly location: string; readonly sizeBytes: number }[]>;
  /** What `forget` would forget. */
  countForgettable(before: Date): Promise<{ readonly blobs: number; readonly sizeBytes: number }>;
  /** Those of the locations that nothing names at the moment. */
  findUnnamed(locations: readonly string[]): Promise<readonly string[]>;
  /** Those of the locations that nothing names, nor ever will. */
  giveUp(locations: readonly string[]): Promise<readonly string[]>;
}

export interface SweepDeps {
  readonly blobs: BlobStore;
  readonly names: BlobNames;
  readonly clock: Clock;
}

export interface SweepOptions {
  /** How long something has to be of no use before it goes. */
  readonly graceSeconds: number;
  /** Whether to look at every file, for those that nothing names. */
  readonly orphans: boolean;
  /** Counts, and removes nothing. */
  readonly dryRun: boolean;
  /** Awaited between steps: rejecting ends the sweep, which loses nothing. */
  goOn(): Promise<void>;
}

export interface SweepReport {
  /** Blobs that no package named any more, and their plain bytes. */
  readonly blobs: number;
  readonly sizeBytes: number;
  /** Files that never got a row, or kept their place after losing it. */
  readonly orphans: number;
  /** What was staged and left. */
  readonly abandoned: number;
}

const forgetBatch = 100;
const lookBatch = 500;

type Removed = Pick<SweepReport, 'blobs' | 'sizeBytes'>;

async function removeUnnamed({ blobs, names }: SweepDeps, before: Date, { goOn }: SweepOptions): Promise<Removed> {
  const removed = { blobs: 0, sizeBytes: 0 };
  for (;;) {
    await goOn();
    const forgotten = await names.forget(before, forgetBatch);
    for (const { location, sizeBytes } of forgotten) {
      await blobs.remove(location);
      removed.blobs++;
      removed.sizeBytes += sizeBytes;
    }
    if (forgotten.length === 0) return removed;
  }
}

async function* batchesOf(items: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function removeOrphans({ blobs, names }: SweepDeps, before: Date, options: SweepOptions): Promise<number> {
  let removed = 0;
  for await (const locations of batchesOf(blobs.list(before), lookBatch)) {
    await options.goOn();
    // Nearly all are named, so the look that costs no transaction goes first.
    const unnamed = await names.findUnnamed(locations);
    if (options.dryRun) {
      removed += unnamed.length;
      continue;
    }
    const ours = unnamed.length === 0 ? [] : await names.giveUp(unnamed);
    for (const location of ours) await blobs.remove(location);
    removed += ours.length;
  }
  return removed;
}

/**
 * Removes bytes that are of no use to anybody. Whatever runs beside it, here or in another process: nothing that is named,
 * or that is about to be, goes. A publication that took longer than the grace period may be refused; none loses bytes.
 */
export async function sweepBlobs(deps: SweepDeps, options: SweepOptions): Promise<SweepReport> {
  const before = new Date(deps.clock.now().getTime() - options.graceSeconds * 1000);
  const { dryRun } = options;
  const abandoned = await deps.blobs.removeAbandoned(before, { dryRun });
  const unnamed = dryRun ? await deps.names.countForgettable(before) : await removeUnnamed(deps, before, options);
  const orphans = options.orphans ? await removeOrphans(deps, before, options) : 0;
  return { ...unnamed, orphans, abandoned };
}

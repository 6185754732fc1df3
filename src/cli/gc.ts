import { systemClock } from '../kernel/clock.ts';
import { openForTool } from './open-for-tool.ts';
import type { ServerOptions } from './settings-options.ts';
import { showBytes } from './show-bytes.ts';

export type GcOptions = ServerOptions & { readonly dryRun?: boolean };

/** Removes what nothing names, or tells what would be removed. Ends with 1 when another process does so at the moment. */
export async function gc({ dryRun = false, ...options }: GcOptions): Promise<void> {
  await using stores = await openForTool(options);
  const { runSweep } = await import('../tasks/jobs/run-sweep.ts');
  const { gcGraceSeconds: graceSeconds } = stores.settings;
  const report = await runSweep({ ...stores, clock: systemClock }, { graceSeconds, orphans: true, dryRun });
  if (report === null) {
    console.error('Another process sweeps this store at the moment; it does what this one would do.');
    process.exitCode = 1;
    return;
  }
  const { blobs, sizeBytes, orphans, abandoned } = report;
  console.log(
    `${dryRun ? 'Would remove' : 'Removed'}: ${blobs} blobs that no package has (${showBytes(sizeBytes)}), ` +
      `${orphans} files without a record, ${abandoned} uploads that were given up.`,
  );
}

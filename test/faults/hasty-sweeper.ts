/**
 * A process that sweeps again and again, without any grace and without waiting for others: with a clock that is days ahead,
 * all that nothing names at this moment is old enough. Its argument is the settings' environment, as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sweepBlobs } from '../../src/blobs/sweep-blobs.ts';
import { openStores } from '../../src/compose/open-stores.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { blobNames } from '../../src/metadata/blob-names.ts';

const settings = loadSettings({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
await using stores = await openStores(settings);
const { database, blobs } = stores;
const clock = { now: () => new Date(Date.now() + 2 * 24 * 3600 * 1000) };
const names = blobNames(database, clock);
const goOn = (): Promise<void> => sleep(Math.random() * 20);
for (;;) {
  const report = await sweepBlobs({ blobs, names, clock }, { graceSeconds: 0, orphans: true, dryRun: false, goOn });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  await sleep(50 + Math.random() * 250);
}

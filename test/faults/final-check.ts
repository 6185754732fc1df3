import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openStores } from '../../src/compose/open-stores.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { listBlobs } from '../../src/metadata/list-blobs.ts';
import { listReplyBodies } from '../../src/metadata/upstream-replies.ts';
import { runSweep } from '../../src/tasks/jobs/run-sweep.ts';
import { verifyStore } from '../../src/tasks/jobs/verify-store.ts';

const dayMilliseconds = 24 * 3600 * 1000;
const all = Number.MAX_SAFE_INTEGER;

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'));
}

/**
 * What is wrong with a store that no server works on any more: bytes lost or damaged, records against their rules, and,
 * after a sweep days later, a file that nothing names or a name without its file.
 */
export async function checkStore(env: Readonly<Record<string, string>>): Promise<string[]> {
  const settings = loadSettings({ env });
  await using stores = await openStores(settings, { recentBytes: 0 });
  const { database, blobs } = stores;
  const clock = { now: () => new Date(Date.now() + 3 * dayMilliseconds) };
  const problems: string[] = [];
  const verify = async (when: string): Promise<void> => {
    const { lost, documents, brokenRules } = await verifyStore({
      ...{ database, blobs, clock, repair: null, onProgress: () => {} },
      onDamage: ({ location, problem, uses }) => {
        if (uses.length > 0) problems.push(`${when}: blob ${location}: ${problem}`);
      },
    });
    if (lost > 0) problems.push(`${when}: ${lost} blobs are lost`);
    if (documents > 0) problems.push(`${when}: ${documents} cached documents are damaged`);
    for (const { rule, count } of brokenRules) problems.push(`${when}: ${count} ${rule}`);
  };
  await verify('before the sweep');
  const options = { graceSeconds: 24 * 3600, orphans: true, dryRun: false };
  if ((await runSweep({ database, blobs, clock }, options)) === null) problems.push('another process swept');
  await verify('after the sweep');
  const named = [...(await listBlobs(database.reader, 0, all)), ...(await listReplyBodies(database.reader, '', all))];
  const wanted = new Set(named.map(({ location }) => location));
  const files = filesBelow(settings.blobStore.path);
  for (const file of files) if (!wanted.delete(file)) problems.push(`${file} is nobody's, and was not swept`);
  for (const location of wanted) problems.push(`${location} has a name, and no file`);
  return problems;
}

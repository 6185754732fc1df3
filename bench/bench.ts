import { benchEncryption } from './encryption.ts';
import { benchLargeFile } from './large-file.ts';
import { benchLargeIndex } from './large-index.ts';
import { benchNpm } from './npm.ts';
import { benchSlowDisk } from './slow-disk.ts';
import { benchStart } from './start.ts';
import { benchStore } from './store.ts';

/** What the store is held to: a million versions, a slow disk, encryption, a file of 5 GB, an index of 40 MB. */
async function store(): Promise<void> {
  await benchStore();
  await benchSlowDisk();
  await benchEncryption();
  await benchLargeFile();
  await benchLargeIndex();
}

/** `npm run bench -- NAME …`; without a name all of them. */
const benches: Readonly<Record<string, () => Promise<void>>> = { start: benchStart, store, npm: benchNpm };

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`There is no bench '${unknown}'; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`== ${name}`);
  await bench();
}

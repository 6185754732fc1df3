import { openForTool } from './open-for-tool.ts';
import type { ServerOptions } from './settings-options.ts';

/** Makes a new root key and seals every secret by it; servers that run on the store notice by themselves. */
export async function rotateRoot(options: ServerOptions): Promise<void> {
  await using stores = await openForTool(options);
  const { keysFolder } = await import('../compose/open-stores.ts');
  const { rootKeyPath } = await import('../keys/root-key-file.ts');
  const { rotateRootKey } = await import('../keys/rotate-root-key.ts');
  const { keyRecords } = await import('../metadata/keys.ts');
  const { systemClock } = await import('../kernel/clock.ts');
  const folder = keysFolder(stores.settings);
  const { secrets } = keyRecords(stores.database, systemClock);
  const id = await rotateRootKey({ folder, root: stores.root, secrets });
  console.log(`The root key is now ${id}, in ${rootKeyPath(folder)}. Back it up: nothing can be read without it.`);
}

import { randomBytes } from 'node:crypto';
import type { KeyWrapper } from './key-wrapper.ts';
import { localKeyBytes, localKeyId, localKeyWrapper, sealedBy } from './local-key-wrapper.ts';
import {
  createRootKeyFile,
  pendingRootKeyPath,
  promoteRootKeyFile,
  RootKeyError,
  readRootKeyFile,
  rootKeyPath,
} from './root-key-file.ts';

/** Where the metadata store remembers which root key its secrets are sealed by. */
export interface RootKeyRecord {
  /** null: nothing was sealed yet. */
  find(): Promise<string | null>;
  /** Records the id unless one is recorded; answers the recorded one. */
  claim(id: string): Promise<string>;
}

export interface RootKey extends KeyWrapper {
  /** Looks again which key is in effect, after another process changed it. */
  refresh(): Promise<void>;
}

export interface RootKeyDeps {
  /** `<data>/keys`. */
  readonly folder: string;
  readonly record: RootKeyRecord;
}

/** The key with this id, wherever a rotation that did not finish has left it. */
async function findKey(folder: string, id: string): Promise<Buffer> {
  const path = rootKeyPath(folder);
  const pending = await readRootKeyFile(pendingRootKeyPath(folder, id));
  if (pending !== null && localKeyId(pending) === id) {
    await promoteRootKeyFile(folder, id);
    return pending;
  }
  const current = await readRootKeyFile(path);
  if (current === null)
    throw new RootKeyError(
      `The root key '${path}' is missing, and the metadata store is sealed by it (id ${id}): restore the file.`,
    );
  if (localKeyId(current) === id) return current;
  throw new RootKeyError(
    `The root key '${path}' (id ${localKeyId(current)}) is not the one that sealed the metadata store (id ${id}): restore that one.`,
  );
}

async function readOrCreate(path: string): Promise<Buffer> {
  const existing = await readRootKeyFile(path);
  if (existing !== null) return existing;
  const fresh = randomBytes(localKeyBytes);
  if (await createRootKeyFile(path, fresh)) return fresh;
  const made = await readRootKeyFile(path);
  if (made === null)
    throw new RootKeyError(`The root key '${path}' was removed while it was being created: start again.`);
  return made;
}

/** The recorded key. A rotation that ends between the look at the record and the one at the files asks for another. */
async function findRecorded(deps: RootKeyDeps, id: string): Promise<Buffer> {
  try {
    return await findKey(deps.folder, id);
  } catch (error) {
    const latest = await deps.record.find();
    if (latest === null || latest === id) throw error;
    return findRecorded(deps, latest);
  }
}

async function load(deps: RootKeyDeps): Promise<KeyWrapper> {
  const { folder, record } = deps;
  const recorded = await record.find();
  if (recorded !== null) return localKeyWrapper(await findRecorded(deps, recorded));
  const key = await readOrCreate(rootKeyPath(folder));
  const claimed = await record.claim(localKeyId(key));
  return localKeyWrapper(claimed === localKeyId(key) ? key : await findRecorded(deps, claimed));
}

/**
 * Opens the installation's root key, `<data>/keys/root-key` (32 random bytes, mode 0600), and makes it where nothing was
 * ever sealed. Throws RootKeyError when the file is missing, unusable, or not the one that the store is sealed by.
 */
export async function openRootKey(deps: RootKeyDeps): Promise<RootKey> {
  let current = await load(deps);
  // A row read just before a rotation may be opened just after it.
  const known = new Map([[current.id, current]]);
  const refresh = async (): Promise<void> => {
    current = await load(deps);
    known.set(current.id, current);
  };
  return {
    get id() {
      return current.id;
    },
    wrap: (plain, context) => current.wrap(plain, context),
    async unwrap(sealed, context) {
      const by = sealedBy(sealed);
      if (by !== null && !known.has(by)) await refresh();
      return ((by === null ? undefined : known.get(by)) ?? current).unwrap(sealed, context);
    },
    refresh,
  };
}

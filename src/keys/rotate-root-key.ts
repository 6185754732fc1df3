import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { localKeyBytes, localKeyWrapper } from './local-key-wrapper.ts';
import type { RootKey } from './root-key.ts';
import { createRootKeyFile, pendingRootKeyPath, promoteRootKeyFile, RootKeyError } from './root-key-file.ts';
import { type SecretKind, sealContext } from './seal-context.ts';

export interface SealedSecret {
  readonly kind: SecretKind;
  readonly id: string;
  readonly sealed: Uint8Array;
}

/** Every secret that the root key seals. */
export interface SealedSecrets {
  list(): Promise<readonly SealedSecret[]>;
  /**
   * Replaces them all and the recorded root key, in one transaction. False, changing nothing, when they are no longer
   * exactly `was`, or another root key than `from` is in effect.
   */
  replace(change: {
    readonly from: string;
    readonly to: string;
    readonly was: readonly SealedSecret[];
    readonly now: readonly SealedSecret[];
  }): Promise<boolean>;
}

export interface RotationDeps {
  readonly folder: string;
  readonly root: RootKey;
  readonly secrets: SealedSecrets;
}

const attempts = 5;

/**
 * Seals every secret anew under `newRoot` and makes it the installation's root key; answers its id. The new key is on
 * disk beside the old one before the first row needs it, and moves into its place after: whenever the process dies,
 * `openRootKey` finds the key that the rows are sealed by. Other processes go on; they notice by themselves.
 */
export async function rotateRootKey(
  { folder, root, secrets }: RotationDeps,
  newRoot: Uint8Array = randomBytes(localKeyBytes),
): Promise<string> {
  const next = localKeyWrapper(newRoot);
  await root.refresh();
  if (next.id === root.id) throw new RootKeyError('The new root key is the one in effect: nothing to rotate.');
  const pending = pendingRootKeyPath(folder, next.id);
  await createRootKeyFile(pending, newRoot);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const was = await secrets.list();
    const now = await Promise.all(
      was.map(async ({ kind, id, sealed }) => {
        const context = sealContext(kind, id);
        return { kind, id, sealed: await next.wrap(await root.unwrap(sealed, context), context) };
      }),
    );
    if (await secrets.replace({ from: root.id, to: next.id, was, now })) {
      await promoteRootKeyFile(folder, next.id);
      await root.refresh();
      return next.id;
    }
    await root.refresh();
  }
  await rm(pending, { force: true });
  throw new RootKeyError('The root key was not rotated: secrets kept being added meanwhile. Try again.');
}

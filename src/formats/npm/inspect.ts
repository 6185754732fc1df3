import { RegistryError } from '../../kernel/errors.ts';
import type { AssetRef } from '../../model/package.ts';
import type { Bytes } from '../format.ts';
import type { NpmFacts } from './facts.ts';
import { readTarball } from './read-tarball.ts';
import { tarballAsset } from './tarball-asset.ts';

/**
 * Takes the readme out of an upstream's tarball. Old packages break later rules (a name in other capitals, a 'v' before
 * the version, no package.json where it belongs) and install all the same: their bytes are those that their index promised.
 */
export async function inspect(
  { asset }: AssetRef,
  bytes: Bytes,
  kept: NpmFacts,
): Promise<{ facts: NpmFacts; readme?: string | null }> {
  if (asset !== tarballAsset) return { facts: kept };
  try {
    return { facts: kept, readme: (await readTarball(bytes)).readme };
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') return { facts: kept };
    throw error;
  }
}

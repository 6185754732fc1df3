import { invalid, RegistryError } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { AssetRef } from '../../model/package.ts';
import type { Bytes } from '../format.ts';
import { isJsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { readTarball } from './read-tarball.ts';
import { attestationAsset } from './tarball-asset.ts';

const maxAttestationBytes = 8 * 1024 ** 2;

/** No index promises their digest: a sign-in page must not be kept in their place. */
async function checkAttestations(bytes: Bytes): Promise<void> {
  const text = await readText(bytes.open(), maxAttestationBytes);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(invalid('The attestations are not JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(answer) || !Array.isArray(memberOf(answer, 'attestations')))
    throw invalid('The attestations are not a list of them.', 'CANNOT_PARSE');
}

/**
 * Takes the readme out of an upstream's tarball. Old packages break later rules (a name in other capitals, a 'v' before
 * the version, no package.json where it belongs) and install all the same: their bytes are those that their index promised.
 */
export async function inspect(
  { asset }: AssetRef,
  bytes: Bytes,
  kept: NpmFacts,
): Promise<{ facts: NpmFacts; readme?: string | null }> {
  if (asset === attestationAsset) {
    await checkAttestations(bytes);
    return { facts: kept };
  }
  try {
    return { facts: kept, readme: (await readTarball(bytes)).readme };
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') return { facts: kept };
    throw error;
  }
}

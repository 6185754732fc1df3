import { RegistryError } from '../../kernel/errors.ts';
import type { AssetRef } from '../../model/package.ts';
import type { Bytes } from '../format.ts';
import { type PypiFacts, type PypiFile, withFile } from './facts.ts';
import { parseFileName } from './file-name.ts';
import { normaliseName } from './project-name.ts';
import { type Distribution, readDistribution } from './read-distribution.ts';

/**
 * Takes description, readme and metadata digest from a file of an upstream. A wheel of another project is refused, as
 * installers do; old releases whose archives break later rules are taken in as they are, and described by no more than
 * their names.
 */
export async function inspect(
  ref: AssetRef,
  bytes: Bytes,
  kept: PypiFacts,
): Promise<{ facts: PypiFacts; readme?: string | null }> {
  const file = parseFileName(ref.asset, ref.package.name);
  const read = file === null ? null : await readLeniently(() => readDistribution(file, ref.asset, bytes));
  if (file === null || read === null) return { facts: kept };
  const { metadata, metadataDigest } = read;
  const isOwn = normaliseName(metadata.name) === ref.package.name;
  if (!isOwn && file.kind === 'bdist_wheel')
    throw new RegistryError('Validation', `The wheel '${ref.asset}' is of the project '${metadata.name}'.`);
  if (!isOwn) return { facts: kept };
  const facts: PypiFacts = {
    name: metadata.name,
    about: kept.about ?? metadata.about,
    files: describedFiles(kept.files, ref.asset, metadataDigest),
  };
  return metadata.description === null ? { facts } : { facts, readme: metadata.description };
}

function describedFiles(files: readonly PypiFile[], name: string, digest: string | null): readonly PypiFile[] {
  const listed = files.find((file) => file.name === name);
  return listed === undefined ? files : withFile(files, { ...listed, metadata: listed.metadata ?? digest });
}

async function readLeniently(read: () => Promise<Distribution>): Promise<Distribution | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') return null;
    throw error;
  }
}

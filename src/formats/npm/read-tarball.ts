import { invalid } from '../../kernel/errors.ts';
import type { Bytes } from '../format.ts';
import { isJsonObject, type JsonObject } from '../shared/json-text.ts';
import { tarEntries } from '../shared/tar-entries.ts';

/** What a package tarball holds beside its code. */
export interface Tarball {
  readonly manifest: JsonObject;
  readonly readme: string | null;
  readonly fileCount: number;
  readonly unpackedSize: number;
}

const maxManifestBytes = 8 * 1024 ** 2;
const maxReadmeBytes = 1024 ** 2;

/** Clients drop the first folder, whatever its name. */
const inFirstFolder = (path: string): string => path.slice(path.indexOf('/') + 1);
const isReadme = (name: string): boolean => /^readme(?:\.(?:md|markdown|txt))?$/i.test(name);

function parseManifest(bytes: Buffer): JsonObject {
  let parsed: unknown;
  try {
    // npm itself forgives a byte order mark.
    parsed = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw Object.assign(invalid('The package.json in the tarball is not valid JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(parsed)) throw invalid('The package.json in the tarball is not a JSON object.', 'CANNOT_PARSE');
  return parsed;
}

/** Reads an npm package tarball. Validation for one that is damaged, unsafe, or has no package.json. */
export async function readTarball(bytes: Bytes): Promise<Tarball> {
  let manifest: JsonObject | null = null;
  let readme: string | null = null;
  let fileCount = 0;
  let unpackedSize = 0;
  for await (const entry of tarEntries(bytes)) {
    if (entry.kind !== 'file') continue;
    fileCount += 1;
    unpackedSize += entry.sizeBytes;
    const name = inFirstFolder(entry.path);
    if (name === 'package.json') manifest = parseManifest(await entry.read(maxManifestBytes));
    else if (readme === null && isReadme(name) && entry.sizeBytes <= maxReadmeBytes)
      readme = (await entry.read(maxReadmeBytes)).toString('utf8');
  }
  if (manifest === null) throw invalid('The tarball has no package.json in its first folder.');
  return { manifest, readme, fileCount, unpackedSize };
}

import { createHash } from 'node:crypto';
import { invalid } from '../../kernel/errors.ts';
import type { Bytes } from '../format.ts';
import { tarEntries } from '../shared/tar-entries.ts';
import { readZipEntries, usualZipLimits } from '../shared/zip-entries.ts';
import { type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';
import type { DistributionFile } from './file-name.ts';
import { normaliseName } from './project-name.ts';
import { versions } from './versions.ts';

const metadataBytes = 4 * 1024 ** 2;
const zipLimits = { ...usualZipLimits, memberBytes: metadataBytes };

export interface Distribution {
  readonly metadata: CoreMetadata;
  /** SHA-256 of a wheel's METADATA as it is in the archive; null for an sdist, whose metadata is not served. */
  readonly metadataDigest: string | null;
}

/** What a wheel or sdist says of itself. Validation when the archive is not what its name says, or is unsafe to unpack. */
export async function readDistribution(file: DistributionFile, filename: string, bytes: Bytes): Promise<Distribution> {
  if (file.kind === 'sdist')
    return { metadata: parseCoreMetadata(await readPkgInfo(filename, bytes)), metadataDigest: null };
  const { folder, names, metadata } = await readWheel(bytes);
  const [name = '', version = ''] = splitOnce(folder.slice(0, -'.dist-info'.length));
  const agrees =
    normaliseName(name) === normaliseName(file.name) && versions.key(version) === versions.key(file.version);
  if (!agrees) throw invalid(`The wheel '${filename}' holds '${folder}', which is not its own.`);
  for (const member of ['WHEEL', 'RECORD'])
    if (!names.has(`${folder}/${member}`)) throw invalid(`The wheel '${filename}' has no ${folder}/${member}.`);
  return { metadata: parseCoreMetadata(metadata), metadataDigest: createHash('sha256').update(metadata).digest('hex') };
}

/** The METADATA of a wheel, byte for byte (PEP 427); Validation when it has none, or more than one. */
export async function readWheelMetadata(bytes: Bytes): Promise<Buffer> {
  return (await readWheel(bytes)).metadata;
}

const wheelMetadata = /^[^/]+\.dist-info\/METADATA$/;

async function readWheel(bytes: Bytes): Promise<{ folder: string; names: ReadonlySet<string>; metadata: Buffer }> {
  const { names, members } = await readZipEntries(bytes, (name) => wheelMetadata.test(name), zipLimits);
  const [found] = members;
  if (found === undefined || members.size > 1)
    throw invalid(`The wheel must hold one .dist-info/METADATA; it holds ${members.size}.`);
  const [path, metadata] = found;
  return { folder: path.slice(0, path.indexOf('/')), names, metadata };
}

function splitOnce(text: string): [string, string] {
  const cut = text.indexOf('-');
  return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
}

const readPkgInfo = (filename: string, bytes: Bytes): Promise<Buffer> =>
  filename.endsWith('.zip') ? readZippedPkgInfo(filename, bytes) : readTarredPkgInfo(filename, bytes);

const isPkgInfo = (path: string): boolean => /^[^/]+\/PKG-INFO$/.test(path);

function checkTopFolder(tops: ReadonlySet<string>, filename: string): void {
  if (tops.size !== 1) throw invalid(`The sdist '${filename}' must unpack into one folder.`);
}

function noPkgInfo(filename: string): Error {
  return invalid(`The sdist '${filename}' has no PKG-INFO in its folder.`);
}

async function readTarredPkgInfo(filename: string, bytes: Bytes): Promise<Buffer> {
  const tops = new Set<string>();
  let found: Buffer | null = null;
  for await (const entry of tarEntries(bytes)) {
    if (entry.path === '') continue;
    const top = entry.path.split('/', 1)[0] ?? '';
    checkTopFolder(tops.add(entry.kind === 'file' && top === entry.path ? `${top} itself` : top), filename);
    if (entry.kind === 'file' && isPkgInfo(entry.path)) found = await entry.read(metadataBytes);
  }
  if (found === null) throw noPkgInfo(filename);
  return found;
}

async function readZippedPkgInfo(filename: string, bytes: Bytes): Promise<Buffer> {
  const { names, members } = await readZipEntries(bytes, isPkgInfo, zipLimits);
  checkTopFolder(new Set([...names].map((name) => name.split('/', 1)[0] ?? '')), filename);
  const [found] = members.values();
  if (found === undefined) throw noPkgInfo(filename);
  return found;
}

import type { DigestName, Digests } from '../../model/digests.ts';
import type { AssetEntry, PackageIndex, PackageName, VersionEntry } from '../../model/package.ts';
import type { PypiFacts, PypiFile } from './facts.ts';
import { parseFileName } from './file-name.ts';
import { normaliseVersion } from './parse-version.ts';
import { versions } from './versions.ts';

/** One file of an upstream's page, as JSON or HTML said it. */
export interface ListedFile extends PypiFile {
  readonly url: string;
  readonly digests: Partial<Digests>;
  readonly sizeBytes: number | null;
  readonly uploadedAt: string | null;
}

const hexLengths: readonly (readonly [DigestName, number])[] = [
  ['md5', 32],
  ['sha1', 40],
  ['sha256', 64],
  ['sha512', 128],
];

/** The digests this server can check, of pairs of algorithm and hex. */
export function knownDigests(pairs: { get(algorithm: string): unknown }): Partial<Digests> {
  const digests: Partial<Record<DigestName, string>> = {};
  for (const [name, length] of hexLengths) {
    const hex = pairs.get(name);
    if (typeof hex === 'string' && hex.length === length && /^[0-9a-f]+$/i.test(hex)) digests[name] = hex.toLowerCase();
  }
  return digests;
}

/** The absolute address of a file, without its fragment; null for what cannot be fetched. */
export function fileUrl(reference: string, base: URL): URL | null {
  const url = URL.parse(reference, base);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}

/** Files by version, a file's name deciding which; what is neither wheel nor sdist of this project is left out. */
export function indexOf(name: PackageName, files: readonly ListedFile[]): Omit<PackageIndex<PypiFacts>, 'unlisted'> {
  const releases = new Map<string, { version: string; files: Map<string, ListedFile> }>();
  for (const file of files) {
    const version = isSafeName(file.name) ? parseFileName(file.name, name.name)?.version : undefined;
    if (version === undefined || !/^[^#/\s\p{C}]{1,255}$/u.test(version)) continue;
    const key = versions.key(version);
    const release = releases.get(key) ?? { version: normaliseVersion(version), files: new Map() };
    if (!release.files.has(file.name)) release.files.set(file.name, file);
    releases.set(key, release);
  }
  const entries = [...releases.values()].map(({ version, files: own }) => entryOf(name, version, [...own.values()]));
  return { name, versions: inOrderOfPublication(entries), tags: new Map() };
}

const isSafeName = (name: string): boolean => name.length <= 255 && !/[/\\]|\p{C}/u.test(name);

function entryOf(name: PackageName, version: string, files: readonly ListedFile[]): VersionEntry<PypiFacts> {
  const uploads = files.flatMap(({ uploadedAt }) => (uploadedAt === null ? [] : [uploadedAt])).sort();
  const [first] = files;
  const spelling = first && parseFileName(first.name, name.name)?.name;
  return {
    version,
    publishedAt: uploads[0] ?? null,
    assets: files.map(assetOf),
    facts: { name: spelling ?? name.name, about: null, files: files.map(factsOf) },
  };
}

const assetOf = ({ name, sizeBytes, digests, uploadedAt, url }: ListedFile): AssetEntry => ({
  name,
  sizeBytes,
  digests,
  publishedAt: uploadedAt,
  upstream: { url, digests },
});

const factsOf = ({ name, requiresPython, metadata, yanked, provenance }: ListedFile): PypiFile => ({
  name,
  requiresPython,
  metadata,
  yanked,
  provenance,
});

/** An index without upload times (HTML) keeps its own order. */
function inOrderOfPublication(entries: readonly VersionEntry<PypiFacts>[]): readonly VersionEntry<PypiFacts>[] {
  if (entries.some(({ publishedAt }) => publishedAt === null)) return entries;
  return entries.toSorted((a, b) => ((a.publishedAt ?? '') < (b.publishedAt ?? '') ? -1 : 1));
}

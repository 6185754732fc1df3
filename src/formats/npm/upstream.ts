import { computedMember } from '../../kernel/computed-member.ts';
import type { Digests } from '../../model/digests.ts';
import type { AssetEntry, PackageIndex, PackageName, VersionEntry } from '../../model/package.ts';
import type { UpstreamDialect, UpstreamSource } from '../format.ts';
import { isJsonObjectAt, jsonStart, jsonValueIn, readJsonMembers, skipJsonValue } from '../shared/json-members.ts';
import { isJsonObject, type JsonObject, memberOf, stringMembers } from '../shared/json-text.ts';
import { promisedDigests } from './dist-digests.ts';
import type { NpmFacts } from './facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { escapedName, wireName } from './names.ts';
import { attestationAsset, tarballAsset } from './tarball-asset.ts';

type Listing = Omit<PackageIndex<NpmFacts>, 'unlisted'>;

/** Any registry of the npm protocol. */
export const upstream: UpstreamDialect<NpmFacts> = {
  connections: ['public:npmjs'],
  readPackage,
  refresh,
};

async function readPackage(name: PackageName, source: UpstreamSource): Promise<Listing | null> {
  const reply = await source.get(escapedName(name), 'application/json');
  return reply === null ? null : readPackument(name, await reply.bytes(), reply.url);
}

/** Made manifest by manifest: the largest packuments are 40 MB, and as objects they are a multiple of that. */
function readPackument(name: PackageName, document: Uint8Array, url: URL): Listing {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  const start = jsonStart(bytes);
  if (!isJsonObjectAt(bytes, start)) throw new Error(`${url.href} answered no JSON object.`);
  const { manifests, time, tags } = membersOf(bytes, start);
  const times = new Map(stringMembers(time));
  const versions: VersionEntry<NpmFacts>[] = [];
  for (const [version, [from, to]] of manifests) {
    const read = (): unknown => jsonValueIn(bytes, from, to);
    const entry = entryOf(name, version, read, url, times.get(version));
    if (entry !== null) versions.push(entry);
  }
  const known = new Set(versions.map(({ version }) => version));
  const shown = stringMembers(tags).filter(([, version]) => known.has(version));
  return { name, versions: inOrderOfPublication(versions), tags: new Map(shown) };
}

interface PackumentMembers {
  /** From where to where each manifest is. */
  readonly manifests: ReadonlyMap<string, readonly [from: number, to: number]>;
  readonly time: unknown;
  readonly tags: unknown;
}

function membersOf(bytes: Buffer, start: number): PackumentMembers {
  const manifests = new Map<string, readonly [number, number]>();
  const others = new Map<string, unknown>();
  readJsonMembers(bytes, start, (key, at) => {
    if (key === 'versions' && isJsonObjectAt(bytes, at)) {
      manifests.clear();
      return readJsonMembers(bytes, at, (version, from) => {
        const to = skipJsonValue(bytes, from);
        manifests.set(version, [from, to]);
        return to;
      });
    }
    const end = skipJsonValue(bytes, at);
    if (key === 'time' || key === 'dist-tags') others.set(key, jsonValueIn(bytes, at, end));
    return end;
  });
  return { manifests, time: others.get('time'), tags: others.get('dist-tags') };
}

const withFacts = computedMember('facts');

/**
 * null for what no client could install either: a manifest without a tarball. The facts are read each time they are asked
 * for, since they are most of a packument, and most readers want those of one version.
 */
function entryOf(
  name: PackageName,
  version: string,
  readManifest: () => unknown,
  url: URL,
  time: string | undefined,
): VersionEntry<NpmFacts> | null {
  const manifest = readManifest();
  const dist = isJsonObject(manifest) ? memberOf(manifest, 'dist') : undefined;
  if (!isJsonObject(dist)) return null;
  const tarball = httpUrl(memberOf(dist, 'tarball'), url);
  if (tarball === null) return null;
  const publishedAt = isoTime(time);
  const provenance = provenanceOf(dist, url);
  const assets = assetsOf(tarball, promisedDigests(dist), provenance?.url ?? null, publishedAt);
  const head = { version, publishedAt, assets };
  return withFacts(head, () => factsOf(wireName(name), version, readManifest(), provenance?.predicateType));
}

function assetsOf(
  tarball: string,
  digests: Partial<Digests>,
  attestations: string | null,
  publishedAt: string | null,
): AssetEntry[] {
  const asset: AssetEntry = {
    ...{ name: tarballAsset, sizeBytes: null, digests, publishedAt },
    upstream: { url: tarball, digests },
  };
  if (attestations === null) return [asset];
  return [
    asset,
    {
      ...{ name: attestationAsset, sizeBytes: null, digests: {}, publishedAt },
      upstream: { url: attestations },
    },
  ];
}

function factsOf(name: string, version: string, read: unknown, provenance: string | undefined): NpmFacts {
  const manifest = isJsonObject(read) ? read : {};
  const dist = memberOf(manifest, 'dist');
  const facts = manifestFacts({ name, version, manifest, dist: isJsonObject(dist) ? withoutForeignUrls(dist) : {} });
  return provenance === undefined ? facts : { ...facts, provenance };
}

/** `dist.attestations`: where the upstream has them, and of which kind the provenance among them is. */
function provenanceOf(dist: JsonObject, base: URL): { readonly url: string; readonly predicateType: string } | null {
  const attestations = memberOf(dist, 'attestations');
  if (!isJsonObject(attestations)) return null;
  const provenance = memberOf(attestations, 'provenance');
  const predicateType = isJsonObject(provenance) ? memberOf(provenance, 'predicateType') : null;
  const url = httpUrl(memberOf(attestations, 'url'), base);
  return url === null || typeof predicateType !== 'string' ? null : { url, predicateType };
}

function httpUrl(value: unknown, base: URL): string | null {
  if (typeof value !== 'string' || !URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** Attestations are served by this server, which knows its own address when it renders. */
const withoutForeignUrls = (dist: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(dist).filter(([key]) => key !== 'attestations'));

const isoTime = (text: string | undefined): string | null => {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

/** Those without a time stay where the document has them, before the others. */
const inOrderOfPublication = (versions: readonly VersionEntry<NpmFacts>[]): VersionEntry<NpmFacts>[] =>
  versions.toSorted((a, b) =>
    (a.publishedAt ?? '') < (b.publishedAt ?? '') ? -1 : a.publishedAt === b.publishedAt ? 0 : 1,
  );

/** What was published stays as it was; whether it is advised against may change, unless this repository has its own word. */
function refresh(kept: VersionEntry<NpmFacts>, seen: VersionEntry<NpmFacts>): VersionEntry<NpmFacts> {
  if (kept.facts.deprecatedHere === true || kept.facts.deprecated === seen.facts.deprecated) return kept;
  return { ...kept, facts: { ...kept.facts, deprecated: seen.facts.deprecated } };
}

import type { AssetEntry, PackageIndex, PackageName, VersionEntry } from '../../model/package.ts';
import type { UpstreamDialect, UpstreamSource } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf, stringMembers } from '../shared/json-text.ts';
import { promisedDigests } from './dist-digests.ts';
import type { NpmFacts } from './facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { escapedName, wireName } from './names.ts';
import { tarballAsset } from './tarball-asset.ts';

type Listing = Omit<PackageIndex<NpmFacts>, 'unlisted'>;

/** Any registry of the npm protocol. */
export const upstream: UpstreamDialect<NpmFacts> = {
  connections: ['public:npmjs'],
  readPackage,
  refresh,
};

async function readPackage(name: PackageName, source: UpstreamSource): Promise<Listing | null> {
  const reply = await source.get(escapedName(name), 'application/json');
  return reply === null ? null : parsePackument(name, await reply.text(), reply.url);
}

function parsePackument(name: PackageName, text: string, url: URL): Listing {
  const packument: unknown = JSON.parse(text);
  if (!isJsonObject(packument)) throw new Error(`${url.href} answered no JSON object.`);
  const times = new Map(stringMembers(memberOf(packument, 'time')));
  const manifests = memberOf(packument, 'versions');
  const versions = (isJsonObject(manifests) ? Object.entries(manifests) : [])
    .map(([version, manifest]) => entryOf(name, version, manifest, url, times.get(version)))
    .filter((entry) => entry !== null);
  const known = new Set(versions.map(({ version }) => version));
  const tags = stringMembers(memberOf(packument, 'dist-tags')).filter(([, version]) => known.has(version));
  return { name, versions: inOrderOfPublication(versions), tags: new Map(tags) };
}

/** null for what no client could install either: a manifest without a tarball. */
function entryOf(
  name: PackageName,
  version: string,
  manifest: unknown,
  url: URL,
  time: string | undefined,
): VersionEntry<NpmFacts> | null {
  const dist = isJsonObject(manifest) ? memberOf(manifest, 'dist') : undefined;
  if (!isJsonObject(manifest) || !isJsonObject(dist)) return null;
  const tarball = tarballUrl(memberOf(dist, 'tarball'), url);
  if (tarball === null) return null;
  const publishedAt = isoTime(time);
  const digests = promisedDigests(dist);
  const asset: AssetEntry = {
    name: tarballAsset,
    sizeBytes: null,
    digests,
    publishedAt,
    upstream: { url: tarball, digests },
  };
  const facts = manifestFacts({ name: wireName(name), version, manifest, dist: withoutForeignUrls(dist) });
  return { version, publishedAt, assets: [asset], facts };
}

function tarballUrl(value: unknown, base: URL): string | null {
  if (typeof value !== 'string' || !URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** Attestations are at the upstream's own address, which clients of this server may not reach. */
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

/** What was published stays as it was; whether it is advised against may change. */
function refresh(kept: VersionEntry<NpmFacts>, seen: VersionEntry<NpmFacts>): VersionEntry<NpmFacts> {
  if (kept.facts.deprecated === seen.facts.deprecated) return kept;
  return { ...kept, facts: { ...kept.facts, deprecated: seen.facts.deprecated } };
}

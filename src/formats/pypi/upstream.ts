import type { AssetEntry, PackageIndex, PackageName, VersionEntry } from '../../model/package.ts';
import type { UpstreamDialect, UpstreamSource } from '../format.ts';
import type { PypiFacts, PypiFile } from './facts.ts';
import { indexOf } from './listing.ts';
import { readHtmlPage } from './read-html-page.ts';
import { readJsonPage } from './read-json-page.ts';

const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** Any index of PEP 503 and 691. The connection's address is that of its root page. */
export const upstream: UpstreamDialect<PypiFacts> = {
  connections: ['public:pypi'],
  readPackage,
  refresh,
};

async function readPackage(
  name: PackageName,
  source: UpstreamSource,
): Promise<Omit<PackageIndex<PypiFacts>, 'unlisted'> | null> {
  const reply = await source.get(`${encodeURIComponent(name.name)}/`, accept);
  if (reply === null) return null;
  const type = reply.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/vnd.pypi.simple.v1+json') return indexOf(name, readJsonPage(await reply.text(), reply.url));
  if (type === 'application/vnd.pypi.simple.v1+html' || type === 'text/html')
    return indexOf(name, readHtmlPage(await reply.text(), reply.url));
  throw new Error(`${reply.url.href} answered ${type || 'no content type'}, which is no page of a package index.`);
}

/**
 * A release goes on after it was first taken in: files come, are yanked and unyanked, move. The bytes of a file that is
 * kept never change, and a file that its index withdrew stays.
 */
function refresh(kept: VersionEntry<PypiFacts>, seen: VersionEntry<PypiFacts>): VersionEntry<PypiFacts> {
  return {
    ...kept,
    assets: joined(kept.assets ?? [], seen.assets ?? [], refreshAsset),
    facts: { ...kept.facts, files: joined(kept.facts.files, seen.facts.files, refreshFile) },
  };
}

/** Those of `kept`, brought up to what was seen of them, and the new ones; in the order of names. */
function joined<T extends { readonly name: string }>(
  kept: readonly T[],
  seen: readonly T[],
  refreshed: (kept: T, seen: T) => T,
): T[] {
  const all = new Map(kept.map((one) => [one.name, one]));
  for (const one of seen) {
    const before = all.get(one.name);
    all.set(one.name, before === undefined ? one : refreshed(before, one));
  }
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function refreshAsset(kept: AssetEntry, seen: AssetEntry): AssetEntry {
  const isOther = kept.digests.sha256 !== undefined && kept.digests.sha256 !== seen.digests.sha256;
  return isOther || seen.upstream === undefined ? kept : { ...kept, upstream: seen.upstream };
}

const refreshFile = (kept: PypiFile, seen: PypiFile): PypiFile => ({
  ...kept,
  requiresPython: seen.requiresPython,
  metadata: kept.metadata ?? seen.metadata,
  yanked: seen.yanked,
  provenance: seen.provenance ?? kept.provenance,
});

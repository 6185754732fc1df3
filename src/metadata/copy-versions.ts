import type { OriginControls } from '../model/origin.ts';
import { originCodes } from '../model/origin.ts';
import { statusCodes } from '../model/status.ts';
import { alreadyThere, type BatchResult, disposed, skipped, type VersionFailure } from '../model/version-batch.ts';
import { StaleWriteError, type WriteOperation } from './database.ts';
import { ensureEntryPoint } from './entry-points.ts';
import { insertVersion } from './insert-version.ts';
import { findVersion, type StoredVersion } from './package-versions.ts';
import { ensurePackage, findPackage, type StoredPackage } from './packages.ts';
import { putTags } from './put-tags.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import type { PackageIdentity, VersionIdentity } from './store-version.ts';

/** A version that may be copied, as it was when that was decided. */
export interface CopiedVersion {
  /** As the caller spells it. */
  readonly wanted: string;
  readonly identity: VersionIdentity;
  /** Where it is kept. */
  readonly repositoryId: number;
  readonly revision: string;
  readonly status: 'Published' | 'Unlisted';
  readonly tags: readonly string[];
}

export interface CopyVersions {
  readonly domainId: number;
  /** Into which. */
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly versions: readonly CopiedVersion[];
  /** What cannot be copied anyway. */
  readonly failed: readonly VersionFailure[];
  /** A version that the repository has with another content is replaced. */
  readonly overwrite: boolean;
  /** What the package gets if the repository does not have it. */
  readonly controls: OriginControls;
  readonly now: number;
}

interface Pair {
  readonly copied: CopiedVersion;
  readonly source: StoredVersion;
  /** What the repository has under this number. */
  readonly before: StoredVersion | null;
}

async function readSource(tx: Db, { package: { format, key } }: CopyVersions, copied: CopiedVersion) {
  const subject = await findPackage(tx, copied.repositoryId, format, key);
  const source = subject && (await findVersion(tx, subject.id, copied.identity.key));
  if (source === null || source.revision !== copied.revision || source.status !== copied.status)
    throw new StaleWriteError();
  return source;
}

async function pairUp(tx: Db, args: CopyVersions): Promise<Pair[]> {
  const { repositoryId, package: identity, versions } = args;
  const subject = await findPackage(tx, repositoryId, identity.format, identity.key);
  const pairs: Pair[] = [];
  for (const copied of versions) {
    const source = await readSource(tx, args, copied);
    pairs.push({ copied, source, before: subject && (await findVersion(tx, subject.id, copied.identity.key)) });
  }
  return pairs;
}

function failureOf({ copied: { wanted }, before }: Pair, overwrite: boolean): VersionFailure | null {
  if (before === null) return null;
  if (!overwrite) return alreadyThere(wanted);
  return before.status === 'Disposed' ? { ...disposed(wanted), version: wanted } : null;
}

/** The same content, under its own number, with the origin and the time that it has where it comes from. */
async function writeRow(tx: Db, { domainId }: CopyVersions, packageId: number, pair: Pair): Promise<void> {
  const { copied, source, before } = pair;
  const { key, version, sortKey } = copied.identity;
  const columns = {
    version,
    sort_key: sortKey,
    status: statusCodes[copied.status],
    content_id: source.contentId,
    origin_type: originCodes[source.origin],
    entry_id: await ensureEntryPoint(tx, domainId, source.entry),
    published_by: source.publishedBy,
    published_at: source.publishedAt.getTime(),
  };
  if (before === null) await insertVersion.all(tx, { ...columns, package_id: packageId, key });
  else
    await tx
      .updateTable('package_versions')
      .set(columns)
      .where('package_id', '=', packageId)
      .where('key', '=', key)
      .execute();
  await putTags(tx, packageId, key, copied.tags);
}

function changeOf(
  subject: StoredPackage,
  format: PackageIdentity['format'],
  { copied, source, before }: Pair,
): VersionChange {
  const had = new Map(before?.assets.map(({ name, blob }) => [name, blob?.id]));
  const [kept, added] = [
    source.assets.filter(({ name }) => had.has(name)),
    source.assets.filter((a) => !had.has(a.name)),
  ];
  return {
    ...{ package: subject, format, version: copied.identity.version },
    ...{ state: copied.status, revision: copied.revision },
    operation: before === null ? 'Created' : 'Updated',
    assetsAdded: added.length,
    assetsRemoved: had.size - kept.length,
    assetsUpdated: kept.filter(({ name, blob }) => had.get(name) !== blob?.id).length,
    metadataUpdated: before !== null && JSON.stringify(before.facts) !== JSON.stringify(source.facts),
    statusChanged: before?.status !== copied.status,
  };
}

async function write(tx: Db, args: CopyVersions, pairs: readonly Pair[]): Promise<void> {
  const { domainId, repositoryId, package: identity, controls, now } = args;
  const { format } = identity;
  const subject = await ensurePackage(tx, { ...identity, repositoryId, controls, now });
  for (const pair of pairs) await writeRow(tx, args, subject.id, pair);
  const replaced = pairs.map(({ before }) => before?.contentId ?? null).filter((id) => id !== null);
  await releaseContents(tx, replaced, now);
  await recordChange(tx, {
    domainId,
    now,
    packages: [{ package: subject, format }],
    versions: pairs.map((pair) => changeOf(subject, format, pair)),
  });
}

/**
 * All or nothing: when one version cannot be copied the others are skipped. One that is there already with the same
 * content is in neither list. Only rows are written: contents are the domain's. StaleWriteError when a version is no
 * longer what it was.
 */
export const copyVersions: WriteOperation<CopyVersions, BatchResult> = {
  name: 'copy-versions',
  async run(tx, args) {
    const pairs = await pairUp(tx, args);
    const changing = pairs.filter(({ source, before }) => before?.revision !== source.revision);
    const refused = changing.map((pair) => failureOf(pair, args.overwrite));
    const failed = [...args.failed, ...refused.filter((failure) => failure !== null)];
    if (failed.length > 0) {
      const others = changing.filter((_, i) => refused[i] === null);
      return { succeeded: [], failed: [...failed, ...others.map(({ copied }) => skipped(copied.wanted))] };
    }
    if (changing.length > 0) await write(tx, args, changing);
    return {
      succeeded: changing.map(({ copied: { wanted, revision, status } }) => ({ version: wanted, revision, status })),
      failed: [],
    };
  },
};

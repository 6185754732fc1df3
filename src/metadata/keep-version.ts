import { decideOrigin } from '../model/decide-origin.ts';
import { controlsOfFirstIngest, type EntryPoint, type OriginType, originCodes } from '../model/origin.ts';
import { packagePath } from '../model/package-group-match.ts';
import { revisionText } from '../model/revision.ts';
import { statusCodes } from '../model/status.ts';
import type { WriteOperation } from './database.ts';
import { ensureEntryPoint } from './entry-points.ts';
import { readGroupRule } from './group-rule.ts';
import { insertVersion } from './insert-version.ts';
import { findVersion } from './package-versions.ts';
import { ensurePackage, type StoredPackage } from './packages.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import { type NewContent, putContent } from './put-content.ts';
import { recordChange, type VersionChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';
import type { PackageIdentity, VersionIdentity } from './store-version.ts';

/** A version to keep that came from an upstream. */
export interface KeepVersion {
  readonly domainId: number;
  /** The asking repository and the one that holds the connection (or one of them). */
  readonly repositoryIds: readonly number[];
  /** What it comes through now; null: another repository. Those that have the connection take it in from outside. */
  readonly connection: string | null;
  readonly package: PackageIdentity;
  readonly version: VersionIdentity;
  /** The whole asset list, bytes or not; or the id of a content that the domain has. */
  readonly content: NewContent | number;
  readonly status: 'Published' | 'Unlisted';
  readonly origin: OriginType;
  readonly entry: EntryPoint;
  /** Milliseconds; null: the upstream does not say, so now. */
  readonly publishedAt: number | null;
  readonly now: number;
}

export interface KeepVersionResult {
  readonly contentId: number;
  /** Locations of files that turned out to be copies of what the domain had. */
  readonly unused: readonly string[];
}

async function insertRow(tx: Db, args: KeepVersion, packageId: number, contentId: number): Promise<void> {
  await insertVersion.all(tx, {
    package_id: packageId,
    key: args.version.key,
    version: args.version.version,
    sort_key: args.version.sortKey,
    status: statusCodes[args.status],
    content_id: contentId,
    origin_type: originCodes[args.origin],
    entry_id: await ensureEntryPoint(tx, args.domainId, args.entry),
    published_by: null,
    published_at: args.publishedAt ?? args.now,
  });
}

const created = (subject: StoredPackage, args: KeepVersion, revision: string, assets: number): VersionChange => ({
  package: subject,
  format: args.package.format,
  version: args.version.version,
  state: args.status,
  revision,
  operation: 'Created',
  assetsAdded: assets,
  assetsRemoved: 0,
  assetsUpdated: 0,
  metadataUpdated: false,
  statusChanged: true,
});

const connectionOf = prepareQuery((db, args: Placeholders<{ repositoryId: number; connection: string }>) =>
  db
    .selectFrom('repository_connections')
    .select('connection')
    .where('repository_id', '=', args.repositoryId)
    .where('connection', '=', args.connection),
);

/** Whether the repository takes in versions of the package in the way that this one comes. */
async function takesIn(tx: Db, { controls, name, repositoryId }: StoredPackage, args: KeepVersion): Promise<boolean> {
  const { domainId, connection, package: subject } = args;
  const fromOutside = connection !== null && (await connectionOf.first(tx, { repositoryId, connection })) !== undefined;
  const rule = await readGroupRule(tx, domainId, packagePath(subject.format, name), [repositoryId]);
  return decideOrigin(fromOutside ? 'EXTERNAL_UPSTREAM' : 'INTERNAL_UPSTREAM', repositoryId, controls, rule) === null;
}

/** One repository's row; null when it has the version already, or refuses upstream versions of the package. */
async function keepIn(
  tx: Db,
  args: KeepVersion,
  repositoryId: number,
  contentId: number,
): Promise<StoredPackage | null> {
  const { format, key, name } = args.package;
  const subject = await ensurePackage(tx, {
    repositoryId,
    format,
    key,
    name,
    controls: controlsOfFirstIngest,
    now: args.now,
  });
  if ((await findVersion(tx, subject.id, args.version.key)) !== null) return null;
  if (!(await takesIn(tx, subject, args))) return null;
  await insertRow(tx, args, subject.id, contentId);
  return subject;
}

const revisionOfContent = prepareQuery((db, { contentId }: Placeholders<{ contentId: number }>) =>
  db.selectFrom('contents').select('revision').where('id', '=', contentId),
);

const assetNames = prepareQuery((db, { contentId }: Placeholders<{ contentId: number }>) =>
  db.selectFrom('content_assets').select('name').where('content_id', '=', contentId),
);

async function summarise(tx: Db, contentId: number): Promise<{ revision: string; assets: number }> {
  const { revision } = await revisionOfContent.one(tx, { contentId });
  const assets = await assetNames.all(tx, { contentId });
  return { revision: revisionText(revision), assets: assets.length };
}

/**
 * Keeps a version in each of the repositories that does not have it. Retention changes no document: what the repository
 * shows of the package stays the same, so only events are recorded.
 */
export const keepVersion: WriteOperation<KeepVersion, KeepVersionResult> = {
  name: 'keep-version',
  async run(tx, args) {
    const { domainId, now, content } = args;
    const put =
      typeof content === 'number' ? { id: content, unused: [] } : await putContent(tx, domainId, content, now);
    const keepers: StoredPackage[] = [];
    for (const repositoryId of new Set(args.repositoryIds)) {
      const keeper = await keepIn(tx, args, repositoryId, put.id);
      if (keeper !== null) keepers.push(keeper);
    }
    if (keepers.length === 0) await releaseContents(tx, [put.id], now);
    else {
      const { revision, assets } = await summarise(tx, put.id);
      const versions = keepers.map((keeper) => created(keeper, args, revision, assets));
      await recordChange(tx, { domainId, now, packages: [], versions });
    }
    return { contentId: put.id, unused: put.unused };
  },
};

import { conflict } from '../kernel/errors.ts';
import { decideOrigin } from '../model/decide-origin.ts';
import { explainRefusal } from '../model/explain-refusal.ts';
import { type EntryPoint, type OriginControls, type OriginType, originCodes } from '../model/origin.ts';
import type { PackageName } from '../model/package.ts';
import type { PackageFormat } from '../model/package-format.ts';
import { packagePath } from '../model/package-group-match.ts';
import { type StoredStatus, statusCodes } from '../model/status.ts';
import { StaleWriteError, type WriteOperation } from './database.ts';
import { ensureEntryPoint } from './entry-points.ts';
import { readGroupRule } from './group-rule.ts';
import { insertVersion } from './insert-version.ts';
import { findVersion, type StoredVersion } from './package-versions.ts';
import { ensurePackage, type StoredPackage } from './packages.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import { type NewContent, putContent } from './put-content.ts';
import { putTags } from './put-tags.ts';
import { recordChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import type { Db } from './schema.ts';

/** A package by all that its format knows of it. */
export interface PackageIdentity {
  readonly format: PackageFormat;
  readonly name: PackageName;
  /** `names.key` of the format. */
  readonly key: string;
}

export interface VersionIdentity {
  readonly version: string;
  /** `versions.key` of the format. */
  readonly key: string;
  readonly sortKey: Uint8Array;
}

/** What the writer saw before it made its content: `null` for no such version. */
export type Expected = { readonly revision: string | null; readonly status: StoredStatus } | null;

export interface StoreVersion {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly version: VersionIdentity;
  readonly expected: Expected;
  readonly content: NewContent;
  readonly status: StoredStatus;
  readonly origin: OriginType;
  readonly entry: EntryPoint;
  readonly publishedBy: string | null;
  readonly firstControls: OriginControls;
  readonly tags: readonly string[];
  readonly now: number;
}

export interface StoreVersionResult {
  /** Locations of files that turned out to be copies of what the domain had. */
  readonly unused: readonly string[];
}

const isAsExpected = (found: StoredVersion | null, expected: Expected): boolean =>
  found === null || expected === null
    ? found === expected
    : found.revision === expected.revision && found.status === expected.status;

interface ReplaceContent {
  packageId: number;
  key: string;
  status: number;
  contentId: number;
  publishedAt: number;
}

const replaceContent = prepareQuery((db, args: Placeholders<ReplaceContent>) =>
  db
    .updateTable('package_versions')
    .set({ status: args.status, content_id: args.contentId, published_at: args.publishedAt })
    .where('package_id', '=', args.packageId)
    .where('key', '=', args.key),
);

async function writeRow(
  tx: Db,
  args: StoreVersion,
  packageId: number,
  contentId: number,
  found: StoredVersion | null,
): Promise<void> {
  const { version, status, now } = args;
  if (found !== null) {
    const isNew = found.status === 'Unfinished' && status === 'Published';
    await replaceContent.all(tx, {
      packageId,
      key: version.key,
      status: statusCodes[status],
      contentId,
      publishedAt: isNew ? now : found.publishedAt.getTime(),
    });
    return;
  }
  await insertVersion.all(tx, {
    package_id: packageId,
    key: version.key,
    version: version.version,
    sort_key: version.sortKey,
    status: statusCodes[status],
    content_id: contentId,
    origin_type: originCodes[args.origin],
    entry_id: await ensureEntryPoint(tx, args.domainId, args.entry),
    published_by: args.publishedBy,
    published_at: now,
  });
}

async function refuseBlocked(
  tx: Db,
  subject: StoredPackage,
  { domainId, repositoryId, package: { format } }: StoreVersion,
) {
  const { name, controls } = subject;
  const rule = await readGroupRule(tx, domainId, packagePath(format, name), [repositoryId]);
  const refusal = decideOrigin('PUBLISH', repositoryId, controls, rule);
  if (refusal !== null) throw conflict(explainRefusal('PUBLISH', name, refusal), { type: 'package', id: name.name });
}

const countChanges = ({ content }: StoreVersion, found: StoredVersion | null) => {
  const before = new Set(found?.assets.map(({ name }) => name));
  const added = content.assets.filter(({ name }) => !before.has(name)).length;
  return { assetsAdded: added, assetsRemoved: before.size - (content.assets.length - added), assetsUpdated: 0 };
};

/**
 * Publishes: makes the version, or gives the one that `expected` describes a new content. Origin controls are decided
 * here, on rows of this transaction. StaleWriteError when the version is not what `expected` says.
 */
export const storeVersion: WriteOperation<StoreVersion, StoreVersionResult> = {
  name: 'store-version',
  async run(tx, args) {
    const { domainId, repositoryId, version, content, status, now } = args;
    const { format, name, key } = args.package;
    const subject = await ensurePackage(tx, { repositoryId, format, key, name, controls: args.firstControls, now });
    await refuseBlocked(tx, subject, args);
    const found = await findVersion(tx, subject.id, version.key);
    if (!isAsExpected(found, args.expected)) throw new StaleWriteError();
    const { id, unused } = await putContent(tx, domainId, content, now);
    await writeRow(tx, args, subject.id, id, found);
    if (found?.contentId != null && found.contentId !== id) await releaseContents(tx, [found.contentId], now);
    await putTags(tx, subject.id, version.key, args.tags);
    await recordChange(tx, {
      domainId,
      now,
      packages: [{ package: subject, format }],
      versions: [
        {
          package: subject,
          format,
          version: found?.version ?? version.version,
          state: status,
          revision: content.revision,
          operation: found === null ? 'Created' : 'Updated',
          ...countChanges(args, found),
          metadataUpdated: found !== null && JSON.stringify(found.facts) !== content.facts.body,
          statusChanged: found === null || found.status !== status,
        },
      ],
    });
    return { unused };
  },
};

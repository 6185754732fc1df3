import { type EntryPoint, type OriginType, originCodes, originOf } from '../model/origin.ts';
import { revisionText } from '../model/revision.ts';
import { type StoredStatus, statusCodes, statusOf } from '../model/status.ts';
import type { Db } from './schema.ts';

/** The place of a version in a listing. */
export type VersionPosition =
  | { readonly by: 'version'; readonly sortKey: Uint8Array; readonly key: string }
  | { readonly by: 'time'; readonly publishedAt: number; readonly key: string };

export interface VersionQuery {
  readonly packageId: number;
  readonly status: StoredStatus | null;
  readonly origin: OriginType | null;
  readonly by: VersionPosition['by'];
  readonly after: VersionPosition | null;
  readonly limit: number;
}

export interface ListedVersion {
  readonly version: string;
  readonly key: string;
  readonly status: StoredStatus;
  /** null: Disposed. */
  readonly revision: string | null;
  readonly origin: OriginType;
  readonly entry: EntryPoint;
  readonly publishedAt: Date;
}

const columns = (db: Db) =>
  db
    .selectFrom('package_versions as v')
    .innerJoin('entry_points as e', 'e.id', 'v.entry_id')
    .leftJoin('contents as c', 'c.id', 'v.content_id')
    .select(['v.version', 'v.key', 'v.status', 'v.origin_type', 'v.published_at', 'c.revision'])
    .select(['e.kind as entry_kind', 'e.name as entry_name']);

type Row = Awaited<ReturnType<ReturnType<typeof columns>['execute']>>[number];

const listedVersion = (row: Row): ListedVersion => ({
  version: row.version,
  key: row.key,
  status: statusOf(row.status),
  revision: row.revision === null ? null : revisionText(row.revision),
  origin: originOf(row.origin_type),
  entry: { kind: row.entry_kind as EntryPoint['kind'], name: row.entry_name },
  publishedAt: new Date(row.published_at),
});

/** One page of a package's versions, the highest version or the latest publication first, after `after`. */
export async function listVersions(db: Db, query: VersionQuery): Promise<ListedVersion[]> {
  const { packageId, status, origin, by, after, limit } = query;
  const order = by === 'time' ? 'v.published_at' : 'v.sort_key';
  let page = columns(db).where('v.package_id', '=', packageId);
  if (status !== null) page = page.where('v.status', '=', statusCodes[status]);
  if (origin !== null) page = page.where('v.origin_type', '=', originCodes[origin]);
  if (after !== null) {
    const value = after.by === 'time' ? after.publishedAt : after.sortKey;
    page = page.where(({ eb, refTuple, tuple }) => eb(refTuple(order, 'v.key'), '<', tuple(value, after.key)));
  }
  const rows = await page.orderBy(order, 'desc').orderBy('v.key', 'desc').limit(limit).execute();
  return rows.map(listedVersion);
}

/** The published version that was published last. */
export async function findLatestPublished(db: Db, packageId: number): Promise<string | null> {
  const [latest] = await listVersions(db, {
    packageId,
    status: 'Published',
    origin: null,
    by: 'time',
    after: null,
    limit: 1,
  });
  return latest?.version ?? null;
}

/** The version that a tag of the package stands for, if it is published. */
export async function findTaggedVersion(db: Db, packageId: number, tag: string): Promise<string | null> {
  const row = await db
    .selectFrom('package_tags as t')
    .innerJoin('package_versions as v', (join) =>
      join.onRef('v.package_id', '=', 't.package_id').onRef('v.key', '=', 't.version_key'),
    )
    .select('v.version')
    .where('t.package_id', '=', packageId)
    .where('t.tag', '=', tag)
    .where('v.status', '=', statusCodes.Published)
    .executeTakeFirst();
  return row?.version ?? null;
}

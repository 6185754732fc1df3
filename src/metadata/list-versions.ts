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

/** Versions in the order of a listing. */
export interface VersionPage {
  readonly versions: readonly ListedVersion[];
  /** The last one that was looked at, where the page is short and more may follow; else null. */
  readonly stoppedAt: Pick<ListedVersion, 'version' | 'publishedAt'> | null;
}

const orderColumn = ({ by }: VersionQuery) => (by === 'time' ? 'published_at' : 'sort_key');

/** How many rows one page looks at for those that pass a filter. */
const mostLookedAt = 1000;

async function findEnd(db: Db, query: VersionQuery) {
  const order = orderColumn(query);
  const { packageId, after } = query;
  let range = db.selectFrom('package_versions').where('package_id', '=', packageId);
  if (after !== null) {
    const value = after.by === 'time' ? after.publishedAt : after.sortKey;
    range = range.where(({ eb, refTuple, tuple }) => eb(refTuple(order, 'key'), '<', tuple(value, after.key)));
  }
  const sorted = range.orderBy(order, 'desc').orderBy('key', 'desc');
  const columns = sorted.select(['version', 'published_at', 'sort_key', 'key']);
  return columns
    .offset(mostLookedAt - 1)
    .limit(1)
    .executeTakeFirst();
}

/**
 * One page of a package's versions, the highest version or the latest publication first, after `after`. Where a filter has
 * to look at each, it looks at so many and no more.
 */
export async function listVersions(db: Db, query: VersionQuery): Promise<VersionPage> {
  const { packageId, status, origin, after, limit } = query;
  const order = orderColumn(query);
  const end = status === null && origin === null ? undefined : await findEnd(db, query);
  let page = columns(db).where('v.package_id', '=', packageId);
  if (status !== null) page = page.where('v.status', '=', statusCodes[status]);
  if (origin !== null) page = page.where('v.origin_type', '=', originCodes[origin]);
  if (after !== null) {
    const value = after.by === 'time' ? after.publishedAt : after.sortKey;
    page = page.where(({ eb, refTuple, tuple }) => eb(refTuple(`v.${order}`, 'v.key'), '<', tuple(value, after.key)));
  }
  if (end !== undefined)
    page = page.where(({ eb, refTuple, tuple }) =>
      eb(refTuple(`v.${order}`, 'v.key'), '>=', tuple(end[order], end.key)),
    );
  const rows = await page.orderBy(`v.${order}`, 'desc').orderBy('v.key', 'desc').limit(limit).execute();
  const isShort = end !== undefined && rows.length < limit;
  return {
    versions: rows.map(listedVersion),
    stoppedAt: isShort ? { version: end.version, publishedAt: new Date(end.published_at) } : null,
  };
}

/** The published version that was published last. */
export async function findLatestPublished(db: Db, packageId: number): Promise<string | null> {
  const row = await db
    .selectFrom('package_versions')
    .select('version')
    .where('package_id', '=', packageId)
    .where('status', '=', statusCodes.Published)
    .orderBy('published_at', 'desc')
    .orderBy('key', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? null;
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

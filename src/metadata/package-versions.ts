import type { BlobRef } from '../model/blob.ts';
import type { Digests } from '../model/digests.ts';
import { type EntryPoint, type OriginType, originOf } from '../model/origin.ts';
import { revisionText } from '../model/revision.ts';
import { type StoredStatus, statusOf } from '../model/status.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

/** Where an upstream serves an asset of a kept version, and what it promised. */
export interface AssetOrigin {
  readonly url: string;
  readonly sizeBytes: number | null;
  readonly digests: Partial<Digests>;
}

export interface StoredBlob extends BlobRef {
  readonly id: number;
  readonly digests: Digests;
}

export interface StoredAsset {
  readonly name: string;
  /** null: kept by name; the bytes follow at the first request. */
  readonly blob: StoredBlob | null;
  readonly origin: AssetOrigin | null;
}

export interface StoredVersion {
  readonly key: string;
  readonly version: string;
  readonly status: StoredStatus;
  /** null: Disposed, as are `contentId`, and then there are no assets. */
  readonly revision: string | null;
  readonly contentId: number | null;
  readonly origin: OriginType;
  readonly entry: EntryPoint;
  readonly publishedBy: string | null;
  readonly publishedAt: Date;
  /** Parsed JSON: for the format's `parseFacts`. */
  readonly facts: unknown;
  readonly readme: string | null;
  readonly assets: readonly StoredAsset[];
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const versionColumns = (db: Db) =>
  db
    .selectFrom('package_versions as v')
    .innerJoin('entry_points as e', 'e.id', 'v.entry_id')
    .leftJoin('contents as c', 'c.id', 'v.content_id')
    .leftJoin('facts as f', 'f.id', 'c.facts_id')
    .select([
      'v.key',
      'v.version',
      'v.status',
      'v.content_id',
      'v.origin_type',
      'v.published_by',
      'v.published_at',
      'e.kind as entry_kind',
      'e.name as entry_name',
      'c.revision',
      'f.body as facts',
      'f.readme',
    ]);

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionColumns>['execute']>>[number];

const storedVersion = (row: VersionRow, assets: readonly StoredAsset[]): StoredVersion => ({
  key: row.key,
  version: row.version,
  status: statusOf(row.status),
  revision: row.revision === null ? null : revisionText(row.revision),
  contentId: row.content_id,
  origin: originOf(row.origin_type),
  entry: { kind: row.entry_kind as EntryPoint['kind'], name: row.entry_name },
  publishedBy: row.published_by,
  publishedAt: new Date(row.published_at),
  facts: row.facts === null ? null : JSON.parse(row.facts),
  readme: row.readme,
  assets,
});

const assetColumns = (db: Db) =>
  db
    .selectFrom('content_assets as a')
    .leftJoin('blobs as b', 'b.id', 'a.blob_id')
    .select([
      'a.content_id',
      'a.name',
      'a.origin',
      'b.id as blob_id',
      'b.domain_id',
      'b.sha256',
      'b.md5',
      'b.sha1',
      'b.sha512',
      'b.size_bytes',
      'b.location',
      'b.wrapped_key',
    ]);

type AssetRow = Awaited<ReturnType<ReturnType<typeof assetColumns>['execute']>>[number];

function storedBlob(row: AssetRow): StoredBlob | null {
  const { blob_id, domain_id, location, size_bytes, md5, sha1, sha256, sha512, wrapped_key } = row;
  if (blob_id === null || domain_id === null || location === null || size_bytes === null) return null;
  if (md5 === null || sha1 === null || sha256 === null || sha512 === null) return null;
  return {
    id: blob_id,
    domainId: domain_id,
    location,
    sizeBytes: size_bytes,
    wrappedKey: wrapped_key,
    digests: { md5: hex(md5), sha1: hex(sha1), sha256: hex(sha256), sha512: hex(sha512) },
  };
}

const storedAsset = (row: AssetRow): StoredAsset => ({
  name: row.name,
  blob: storedBlob(row),
  origin: row.origin === null ? null : (JSON.parse(row.origin) as AssetOrigin),
});

const assetsOfContent = prepareQuery((db, { contentId }: Placeholders<{ contentId: number }>) =>
  assetColumns(db).where('a.content_id', '=', contentId).orderBy('a.name'),
);

/** The assets of one content, by name. */
export async function readAssets(db: Db, contentId: number): Promise<StoredAsset[]> {
  return (await assetsOfContent.all(db, { contentId })).map(storedAsset);
}

const assetRowsOfPackage = prepareQuery((db, { packageId }: Placeholders<{ packageId: number }>) =>
  assetColumns(db)
    .innerJoin('package_versions as v', 'v.content_id', 'a.content_id')
    .where('v.package_id', '=', packageId),
);

/** By content. Ordered here: no index has the assets of a whole package in their order. */
async function assetsOfPackage(db: Db, packageId: number): Promise<Map<number, StoredAsset[]>> {
  const rows = await assetRowsOfPackage.all(db, { packageId });
  const byContent = new Map<number, Map<string, StoredAsset>>();
  for (const row of rows) {
    const assets = byContent.get(row.content_id) ?? new Map<string, StoredAsset>();
    // Versions that share a content bring its assets once each.
    if (!assets.has(row.name)) assets.set(row.name, storedAsset(row));
    byContent.set(row.content_id, assets);
  }
  const byName = (one: StoredAsset, other: StoredAsset): number => (one.name < other.name ? -1 : 1);
  return new Map([...byContent].map(([id, assets]) => [id, [...assets.values()].sort(byName)]));
}

const versionRows = prepareQuery((db, { packageId }: Placeholders<{ packageId: number }>) =>
  versionColumns(db).where('v.package_id', '=', packageId).orderBy('v.published_at').orderBy('v.key'),
);

/** Every version of a package in any status, in the order of publication. */
export async function readVersions(db: Db, packageId: number): Promise<StoredVersion[]> {
  const rows = await versionRows.all(db, { packageId });
  const assets = await assetsOfPackage(db, packageId);
  return rows.map((row) => storedVersion(row, row.content_id === null ? [] : (assets.get(row.content_id) ?? [])));
}

const versionByKey = prepareQuery((db, { packageId, key }: Placeholders<{ packageId: number; key: string }>) =>
  versionColumns(db).where('v.package_id', '=', packageId).where('v.key', '=', key),
);

/** One version; `key` is the format's `versions.key`. */
export async function findVersion(db: Db, packageId: number, key: string): Promise<StoredVersion | null> {
  const row = await versionByKey.first(db, { packageId, key });
  if (row === undefined) return null;
  return storedVersion(row, row.content_id === null ? [] : await readAssets(db, row.content_id));
}

const tagRows = prepareQuery((db, { packageId }: Placeholders<{ packageId: number }>) =>
  db.selectFrom('package_tags').select(['tag', 'version_key']).where('package_id', '=', packageId).orderBy('tag'),
);

/** Tag to version key. */
export async function readTags(db: Db, packageId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await tagRows.all(db, { packageId });
  return new Map(rows.map(({ tag, version_key }) => [tag, version_key]));
}

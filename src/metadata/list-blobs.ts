import type { Digests } from '../model/digests.ts';
import type { AssetOrigin, StoredBlob } from './package-versions.ts';
import type { Db } from './schema.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** How many blobs there are, and their plain bytes. */
export async function countBlobs(db: Db): Promise<{ readonly blobs: number; readonly sizeBytes: number }> {
  const row = await db
    .selectFrom('blobs')
    .select(({ fn }) => [fn.countAll<number>().as('blobs'), fn.sum<number | null>('size_bytes').as('size_bytes')])
    .executeTakeFirstOrThrow();
  return { blobs: Number(row.blobs), sizeBytes: Number(row.size_bytes ?? 0) };
}

/** Blobs of every domain, named or not, in the order of their ids from the one after `afterId` on. */
export async function listBlobs(db: Db, afterId: number, limit: number): Promise<StoredBlob[]> {
  const rows = await db.selectFrom('blobs').selectAll().where('id', '>', afterId).orderBy('id').limit(limit).execute();
  return rows.map((row) => {
    const digests: Digests = {
      md5: hex(row.md5),
      sha1: hex(row.sha1),
      sha256: hex(row.sha256),
      sha512: hex(row.sha512),
    };
    const { id, location, domain_id: domainId, size_bytes: sizeBytes, wrapped_key: wrappedKey } = row;
    return { id, location, domainId, sizeBytes, wrappedKey, digests };
  });
}

/** Where the record of a blob says that its file is; null: it has no record any more. */
export async function findLocation(db: Db, blobId: number): Promise<string | null> {
  const row = await db.selectFrom('blobs').select('location').where('id', '=', blobId).executeTakeFirst();
  return row?.location ?? null;
}

/** One of the places where a blob can be downloaded. */
export interface BlobUse {
  readonly domain: string;
  readonly repository: string;
  readonly format: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string;
  readonly asset: string;
  /** Where an upstream serves it. */
  readonly origin: AssetOrigin | null;
  /** The external connection that the version came through; null: it was published here. */
  readonly connection: string | null;
}

/** Up to `limit` places of a blob. */
export async function usesOfBlob(db: Db, blobId: number, limit: number): Promise<BlobUse[]> {
  const rows = await db
    .selectFrom('content_assets as a')
    .innerJoin('package_versions as v', 'v.content_id', 'a.content_id')
    .innerJoin('packages as p', 'p.id', 'v.package_id')
    .innerJoin('repositories as r', 'r.id', 'p.repository_id')
    .innerJoin('domains as d', 'd.id', 'r.domain_id')
    .innerJoin('entry_points as e', 'e.id', 'v.entry_id')
    .select(['d.name as domain', 'r.name as repository', 'p.format', 'p.namespace', 'p.name', 'v.version'])
    .select(['a.name as asset', 'a.origin', 'e.kind', 'e.name as entry'])
    .where('a.blob_id', '=', blobId)
    .limit(limit)
    .execute();
  return rows.map(({ kind, entry, namespace, origin, ...use }) => ({
    ...use,
    namespace: namespace === '' ? null : namespace,
    origin: origin === null ? null : (JSON.parse(origin) as AssetOrigin),
    connection: kind === 'connection' ? entry : null,
  }));
}

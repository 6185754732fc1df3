import type { Generated, Kysely } from 'kysely';
import type { IamTables } from './iam-tables.ts';
import type { PackageGroupTables } from './package-group-tables.ts';
import type { PolicyTables } from './policy-tables.ts';

/** Times are integer milliseconds, hashes and keys bytes, enumerations the integers of `model/`. */
export interface Schema extends IamTables, PackageGroupTables, PolicyTables {
  domains: DomainsTable;
  keys: KeysTable;
  repositories: RepositoriesTable;
  repository_upstreams: RepositoryUpstreamsTable;
  repository_connections: RepositoryConnectionsTable;
  entry_points: EntryPointsTable;
  packages: PackagesTable;
  package_versions: PackageVersionsTable;
  contents: ContentsTable;
  content_assets: ContentAssetsTable;
  facts: FactsTable;
  blobs: BlobsTable;
  package_tags: PackageTagsTable;
  resource_tags: ResourceTagsTable;
  upstream_replies: UpstreamRepliesTable;
  swept_locations: SweptLocationsTable;
  leases: LeasesTable;
  changes: ChangesTable;
  outbox: OutboxTable;
  audit: AuditTable;
}

export type Db = Kysely<Schema>;

export interface DomainsTable {
  id: Generated<number>;
  region: string;
  owner: string;
  name: string;
  encryption_key: string;
  repository_count: number;
  asset_size_bytes: number;
  change_seq: number;
  policy_id: number | null;
  created_at: number;
}

/** Token-signing keys and domains' data-key wrapping keys, sealed by the root key. */
export interface KeysTable {
  id: string;
  purpose: string;
  domain_id: number | null;
  sealed: Uint8Array;
  created_at: number;
}

export interface RepositoriesTable {
  id: Generated<number>;
  domain_id: number;
  name: string;
  administrator: string;
  description: string | null;
  policy_id: number | null;
  created_at: number;
}

export interface RepositoryUpstreamsTable {
  repository_id: number;
  position: number;
  upstream_id: number;
}

export interface RepositoryConnectionsTable {
  repository_id: number;
  connection: string;
  /** The order in which they are asked. */
  position: number;
}

/** Where versions came into a domain: interned, since millions of versions share a few. */
export interface EntryPointsTable {
  id: Generated<number>;
  domain_id: number;
  kind: string;
  name: string;
}

export interface PackagesTable {
  id: Generated<number>;
  /** Of its repository. */
  domain_id: number;
  /** Of its path, for package groups to find it by. */
  look: string;
  repository_id: number;
  format: string;
  /** `names.key` of the format: names with one key are one package. */
  key: string;
  /** '' where the format has none. */
  namespace: string;
  name: string;
  publish: number;
  upstream: number;
  changed_seq: number;
  created_at: number;
}

export interface PackageVersionsTable {
  package_id: number;
  /** `versions.key` of the format. */
  key: string;
  version: string;
  sort_key: Uint8Array;
  status: number;
  /** null: Disposed. */
  content_id: number | null;
  origin_type: number;
  entry_id: number;
  published_by: string | null;
  published_at: number;
}

/** What a version holds, as a value: shared by every repository that keeps the version. */
export interface ContentsTable {
  id: Generated<number>;
  domain_id: number;
  /** SHA-256 over name, version, facts and assets: the API's revision, as bytes. */
  revision: Uint8Array;
  facts_id: number;
  created_at: number;
}

export interface ContentAssetsTable {
  content_id: number;
  name: string;
  /** null: kept by name only; the bytes follow at the first request. */
  blob_id: number | null;
  /** JSON of `AssetOrigin` where an upstream serves it. */
  origin: string | null;
}

export interface FactsTable {
  id: Generated<number>;
  domain_id: number;
  digest: Uint8Array;
  /** JSON, of the format alone. */
  body: string;
  /** JSON of `Description`. */
  description: string;
  readme: string | null;
}

export interface BlobsTable {
  id: Generated<number>;
  domain_id: number;
  sha256: Uint8Array;
  md5: Uint8Array;
  sha1: Uint8Array;
  sha512: Uint8Array;
  size_bytes: number;
  location: string;
  wrapped_key: Uint8Array | null;
  /** null exactly while an asset names it. */
  unreferenced_since: number | null;
}

export interface PackageTagsTable {
  package_id: number;
  tag: string;
  version_key: string;
}

export interface ResourceTagsTable {
  resource_kind: string;
  resource_id: number;
  key: string;
  value: string;
}

/** What an upstream answered to one URL: what revalidation and stale answers need. */
export interface UpstreamRepliesTable {
  connection: string;
  url: string;
  accept: string;
  status: number;
  etag: string | null;
  last_modified: string | null;
  /** The body's own digest: our validator where the upstream gives none. */
  digest: Uint8Array | null;
  content_type: string;
  /** URL after redirects: what relative links in the body refer to. */
  final_url: string;
  location: string | null;
  wrapped_key: Uint8Array | null;
  size_bytes: number;
  checked_at: number;
  fetched_at: number;
}

/** Locations that no row may name any more: their files are gone, or about to go. */
export interface SweptLocationsTable {
  location: string;
  swept_at: number;
}

/** Who does what only one process does at a time. */
export interface LeasesTable {
  name: string;
  owner: string;
  expires_at: number;
}

/** The feed from which other readers learn what changed. */
export interface ChangesTable {
  domain_id: number;
  seq: number;
  kind: number;
  a: number;
  b: string;
}

export interface OutboxTable {
  id: Generated<number>;
  domain_id: number;
  seq: number;
  due_at: number;
  attempts: number;
  payload: string;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  domain_id: number | null;
  repository_id: number | null;
  request_id: string;
  principal: string;
  action: string;
  resource: string;
  outcome: string;
  detail: string;
}

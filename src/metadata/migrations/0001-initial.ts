import { type Kysely, sql } from 'kysely';
import { type ColumnTypes, columnTypes, type Engine, finish } from './column-types.ts';

type Empty = Kysely<Record<string, never>>;
type Creator = (db: Empty, types: ColumnTypes, engine: Engine) => Promise<void>;

const accounts: Creator = async (db, { id, integer, bytes, text }, engine) => {
  await finish(
    db.schema
      .createTable('principals')
      .addColumn('id', id)
      .addColumn('account', text, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('unique_id', text, (c) => c.notNull())
      .addColumn('arn', text, (c) => c.notNull())
      .addColumn('policies', text, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('principals_arn', ['arn']),
    engine,
  );
  await finish(
    db.schema
      .createTable('access_keys')
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('principal_id', integer, (c) => c.notNull())
      .addColumn('secret', bytes, (c) => c.notNull())
      .addColumn('status', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('access_keys_id', ['id']),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('keys')
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('purpose', text, (c) => c.notNull())
      .addColumn('domain_id', integer)
      .addColumn('sealed', bytes, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('keys_id', ['id']),
    engine,
    true,
  );
};

const repositories: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('domains')
      .addColumn('id', id)
      .addColumn('region', text, (c) => c.notNull())
      .addColumn('owner', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('encryption_key', text, (c) => c.notNull())
      .addColumn('repository_count', integer, (c) => c.notNull())
      .addColumn('asset_size_bytes', integer, (c) => c.notNull())
      .addColumn('change_seq', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('domains_owner_name', ['owner', 'name']),
    engine,
  );
  await finish(
    db.schema
      .createTable('repositories')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('administrator', text, (c) => c.notNull())
      .addColumn('description', text)
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('repositories_domain_name', ['domain_id', 'name']),
    engine,
  );
  await db.schema
    .createIndex('repositories_administrator')
    .on('repositories')
    .columns(['administrator', 'name', 'id'])
    .execute();
};

const surroundings: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('repository_upstreams')
      .addColumn('repository_id', integer, (c) => c.notNull())
      .addColumn('position', integer, (c) => c.notNull())
      .addColumn('upstream_id', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('repository_upstreams_position', ['repository_id', 'position'])
      .addUniqueConstraint('repository_upstreams_once', ['repository_id', 'upstream_id']),
    engine,
    true,
  );
  await db.schema
    .createIndex('repository_upstreams_below')
    .on('repository_upstreams')
    .columns(['upstream_id', 'repository_id'])
    .execute();
  await finish(
    db.schema
      .createTable('repository_connections')
      .addColumn('repository_id', integer, (c) => c.notNull())
      .addColumn('connection', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('repository_connections_id', ['repository_id', 'connection']),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('entry_points')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addUniqueConstraint('entry_points_name', ['domain_id', 'kind', 'name']),
    engine,
  );
  await finish(
    db.schema
      .createTable('resource_tags')
      .addColumn('resource_kind', text, (c) => c.notNull())
      .addColumn('resource_id', integer, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('value', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('resource_tags_key', ['resource_kind', 'resource_id', 'key']),
    engine,
    true,
  );
};

const packages: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('packages')
      .addColumn('id', id)
      .addColumn('repository_id', integer, (c) => c.notNull())
      .addColumn('format', text, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('namespace', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('publish', integer, (c) => c.notNull())
      .addColumn('upstream', integer, (c) => c.notNull())
      .addColumn('changed_seq', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('packages_key', ['repository_id', 'format', 'key']),
    engine,
  );
  await db.schema
    .createIndex('packages_by_namespace')
    .on('packages')
    .columns(['repository_id', 'format', 'namespace', 'name'])
    .execute();
  await db.schema
    .createIndex('packages_by_name')
    .on('packages')
    .columns(['repository_id', 'format', 'name', 'namespace'])
    .execute();
};

const versions: Creator = async (db, { integer, bytes, text }, engine) => {
  await finish(
    db.schema
      .createTable('package_versions')
      .addColumn('package_id', integer, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('version', text, (c) => c.notNull())
      .addColumn('sort_key', bytes, (c) => c.notNull())
      .addColumn('status', integer, (c) => c.notNull())
      .addColumn('content_id', integer)
      .addColumn('origin_type', integer, (c) => c.notNull())
      .addColumn('entry_id', integer, (c) => c.notNull())
      .addColumn('published_by', text)
      .addColumn('published_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('package_versions_key', ['package_id', 'key']),
    engine,
    true,
  );
  for (const [name, column] of [
    ['package_versions_by_order', 'sort_key'],
    ['package_versions_by_time', 'published_at'],
  ] as const)
    await db.schema.createIndex(name).on('package_versions').columns(['package_id', column, 'key']).execute();
  await db.schema.createIndex('package_versions_by_content').on('package_versions').column('content_id').execute();
  await finish(
    db.schema
      .createTable('package_tags')
      .addColumn('package_id', integer, (c) => c.notNull())
      .addColumn('tag', text, (c) => c.notNull())
      .addColumn('version_key', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('package_tags_tag', ['package_id', 'tag']),
    engine,
    true,
  );
};

const contents: Creator = async (db, { id, integer, bytes, text }, engine) => {
  await finish(
    db.schema
      .createTable('facts')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('digest', bytes, (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addColumn('description', text, (c) => c.notNull())
      .addColumn('readme', text)
      .addUniqueConstraint('facts_digest', ['domain_id', 'digest']),
    engine,
  );
  await finish(
    db.schema
      .createTable('contents')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('revision', bytes, (c) => c.notNull())
      .addColumn('facts_id', integer, (c) => c.notNull())
      .addColumn('created_at', integer, (c) => c.notNull())
      .addUniqueConstraint('contents_revision', ['domain_id', 'revision']),
    engine,
  );
  await db.schema.createIndex('contents_by_facts').on('contents').column('facts_id').execute();
  await finish(
    db.schema
      .createTable('content_assets')
      .addColumn('content_id', integer, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('blob_id', integer)
      .addColumn('origin', text)
      .addPrimaryKeyConstraint('content_assets_name', ['content_id', 'name']),
    engine,
    true,
  );
  await db.schema.createIndex('content_assets_by_blob').on('content_assets').column('blob_id').execute();
};

const blobs: Creator = async (db, { id, integer, bytes, text }, engine) => {
  await finish(
    db.schema
      .createTable('blobs')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('sha256', bytes, (c) => c.notNull())
      .addColumn('md5', bytes, (c) => c.notNull())
      .addColumn('sha1', bytes, (c) => c.notNull())
      .addColumn('sha512', bytes, (c) => c.notNull())
      .addColumn('size_bytes', integer, (c) => c.notNull())
      .addColumn('location', text, (c) => c.notNull())
      .addColumn('wrapped_key', bytes)
      .addColumn('unreferenced_since', integer)
      .addUniqueConstraint('blobs_sha256', ['domain_id', 'sha256'])
      .addUniqueConstraint('blobs_location', ['location']),
    engine,
  );
  await db.schema
    .createIndex('blobs_unreferenced')
    .on('blobs')
    .column('unreferenced_since')
    .where('unreferenced_since' as never, 'is not', null)
    .execute();
};

const upstreamReplies: Creator = async (db, { integer, bytes, text }, engine) => {
  await finish(
    db.schema
      .createTable('upstream_replies')
      .addColumn('connection', text, (c) => c.notNull())
      .addColumn('url', text, (c) => c.notNull())
      .addColumn('accept', text, (c) => c.notNull())
      .addColumn('status', integer, (c) => c.notNull())
      .addColumn('etag', text)
      .addColumn('last_modified', text)
      .addColumn('digest', bytes)
      .addColumn('content_type', text, (c) => c.notNull())
      .addColumn('final_url', text, (c) => c.notNull())
      .addColumn('location', text)
      .addColumn('wrapped_key', bytes)
      .addColumn('size_bytes', integer, (c) => c.notNull())
      .addColumn('checked_at', integer, (c) => c.notNull())
      .addColumn('fetched_at', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('upstream_replies_url', ['connection', 'url', 'accept']),
    engine,
    true,
  );
};

const records: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('changes')
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('seq', integer, (c) => c.notNull())
      .addColumn('kind', integer, (c) => c.notNull())
      .addColumn('a', integer, (c) => c.notNull())
      .addColumn('b', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('changes_seq', ['domain_id', 'seq', 'kind', 'a', 'b']),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('outbox')
      .addColumn('id', id)
      .addColumn('domain_id', integer, (c) => c.notNull())
      .addColumn('seq', integer, (c) => c.notNull())
      .addColumn('due_at', integer, (c) => c.notNull())
      .addColumn('attempts', integer, (c) => c.notNull())
      .addColumn('payload', text, (c) => c.notNull()),
    engine,
  );
  await db.schema.createIndex('outbox_due').on('outbox').columns(['due_at', 'id']).execute();
  await finish(
    db.schema
      .createTable('audit')
      .addColumn('id', id)
      .addColumn('at', integer, (c) => c.notNull())
      .addColumn('domain_id', integer)
      .addColumn('repository_id', integer)
      .addColumn('request_id', text, (c) => c.notNull())
      .addColumn('principal', text, (c) => c.notNull())
      .addColumn('action', text, (c) => c.notNull())
      .addColumn('resource', text, (c) => c.notNull())
      .addColumn('outcome', text, (c) => c.notNull())
      .addColumn('detail', text, (c) => c.notNull()),
    engine,
  );
  await db.schema.createIndex('audit_by_domain').on('audit').columns(['domain_id', 'at', 'id']).execute();
};

/** One row: who holds its lock writes. SQLite has a lock of its own for that. */
const writerLock: Creator = async (db, { integer }, engine) => {
  if (engine === 'sqlite') return;
  await finish(
    db.schema.createTable('writer_lock').addColumn('id', integer, (c) => c.primaryKey()),
    engine,
  );
  await sql`insert into writer_lock (id) values (1)`.execute(db);
};

export async function up(db: Empty, engine: Engine): Promise<void> {
  for (const create of [
    accounts,
    repositories,
    surroundings,
    packages,
    versions,
    contents,
    blobs,
    upstreamReplies,
    records,
    writerLock,
  ])
    await create(db, columnTypes[engine], engine);
}

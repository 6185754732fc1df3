import { type Kysely, sql } from 'kysely';
import { type ColumnTypes, columnTypes, type Engine, finish } from './column-types.ts';

type Loose = Kysely<Record<string, Record<string, unknown>>>;
type Creator = (db: Loose, types: ColumnTypes, engine: Engine) => Promise<void>;

const notNull = <T extends { notNull(): T }>(column: T): T => column.notNull();

/** Users, groups and roles share a table: names of a kind are one without regard to case (IAM: "Friendly names"). */
const entities: Creator = async (db, { integer, text }) => {
  const add = (name: string, type: ColumnTypes['text'], fallback?: string | number) =>
    db.schema
      .alterTable('principals')
      .addColumn(name, type, (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
      .execute();
  await add('name_key', text, '');
  await add('path', text, '/');
  await add('description', text);
  await add('trust_policy', text);
  await add('max_session_seconds', integer);
  await add('boundary_arn', text);
  await sql`update principals set name_key = lower(name)`.execute(db);
  await db.schema
    .createIndex('principals_by_name')
    .unique()
    .on('principals')
    .columns(['account', 'kind', 'name_key'])
    .execute();
  await sql`create index principals_by_boundary on principals (boundary_arn) where boundary_arn is not null`.execute(
    db,
  );
  const addUse = (name: string, type: ColumnTypes['text']) =>
    db.schema.alterTable('access_keys').addColumn(name, type).execute();
  await addUse('last_used_at', integer);
  await addUse('last_used_service', text);
  await addUse('last_used_region', text);
  await db.schema
    .createIndex('access_keys_by_principal')
    .on('access_keys')
    .columns(['principal_id', 'created_at', 'id'])
    .execute();
};

const policies: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('inline_policies')
      .addColumn('principal_id', integer, notNull)
      .addColumn('name', text, notNull)
      .addColumn('document', text, notNull)
      .addPrimaryKeyConstraint('inline_policies_key', ['principal_id', 'name']),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('attached_policies')
      .addColumn('principal_id', integer, notNull)
      .addColumn('policy_arn', text, notNull)
      .addPrimaryKeyConstraint('attached_policies_key', ['principal_id', 'policy_arn']),
    engine,
    true,
  );
  await db.schema
    .createIndex('attached_policies_by_arn')
    .on('attached_policies')
    .columns(['policy_arn', 'principal_id'])
    .execute();
  await finish(
    db.schema
      .createTable('managed_policies')
      .addColumn('id', id)
      .addColumn('account', text, notNull)
      .addColumn('name', text, notNull)
      .addColumn('name_key', text, notNull)
      .addColumn('path', text, notNull)
      .addColumn('arn', text, notNull)
      .addColumn('unique_id', text, notNull)
      .addColumn('description', text)
      .addColumn('default_version', integer, notNull)
      .addColumn('last_version', integer, notNull)
      .addColumn('created_at', integer, notNull)
      .addColumn('updated_at', integer, notNull)
      .addUniqueConstraint('managed_policies_arn', ['arn'])
      .addUniqueConstraint('managed_policies_name', ['account', 'name_key']),
    engine,
  );
  await finish(
    db.schema
      .createTable('managed_policy_versions')
      .addColumn('policy_id', integer, notNull)
      .addColumn('version', integer, notNull)
      .addColumn('document', text, notNull)
      .addColumn('created_at', integer, notNull)
      .addPrimaryKeyConstraint('managed_policy_versions_key', ['policy_id', 'version']),
    engine,
    true,
  );
};

const memberships: Creator = async (db, { id, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('group_members')
      .addColumn('user_id', integer, notNull)
      .addColumn('group_id', integer, notNull)
      .addPrimaryKeyConstraint('group_members_key', ['user_id', 'group_id']),
    engine,
    true,
  );
  await db.schema.createIndex('group_members_by_group').on('group_members').columns(['group_id', 'user_id']).execute();
  await finish(
    db.schema
      .createTable('accounts')
      .addColumn('id', text, (c) => c.notNull().primaryKey())
      .addColumn('name', text, notNull)
      .addColumn('created_at', integer, notNull),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('oidc_providers')
      .addColumn('id', id)
      .addColumn('account', text, notNull)
      .addColumn('url', text, notNull)
      .addColumn('client_ids', text, notNull)
      .addColumn('thumbprints', text, notNull)
      .addColumn('created_at', integer, notNull)
      .addUniqueConstraint('oidc_providers_url', ['account', 'url']),
    engine,
  );
};

const tokens: Creator = async (db, { id, bytes, integer, text }, engine) => {
  await finish(
    db.schema
      .createTable('robot_tokens')
      .addColumn('id', id)
      .addColumn('account', text, notNull)
      .addColumn('name', text, notNull)
      .addColumn('principal_id', integer, notNull)
      .addColumn('domain_id', integer, notNull)
      .addColumn('hash', bytes, notNull)
      .addColumn('policy', text, notNull)
      .addColumn('limits', text, notNull)
      .addColumn('created_at', integer, notNull)
      .addColumn('expires_at', integer)
      .addColumn('last_used_at', integer)
      .addUniqueConstraint('robot_tokens_hash', ['hash'])
      .addUniqueConstraint('robot_tokens_name', ['account', 'name']),
    engine,
  );
  await db.schema.createIndex('robot_tokens_by_principal').on('robot_tokens').column('principal_id').execute();
  await finish(
    db.schema
      .createTable('revoked_tokens')
      .addColumn('token_id', text, (c) => c.notNull().primaryKey())
      .addColumn('expires_at', integer, notNull),
    engine,
    true,
  );
  await finish(
    db.schema
      .createTable('counters')
      .addColumn('name', text, (c) => c.notNull().primaryKey())
      .addColumn('value', integer, notNull),
    engine,
    true,
  );
  await db.insertInto('counters').values({ name: 'identity', value: 0 }).execute();
};

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Whether the document is the one that the first administrator was made with. */
function grantsEverything(document: string): boolean {
  const { Statement } = JSON.parse(document) as { Statement?: Record<string, unknown>[] };
  const [only] = Statement ?? [];
  return (
    Statement?.length === 1 &&
    only !== undefined &&
    Object.keys(only).length === 3 &&
    only['Effect'] === 'Allow' &&
    only['Action'] === '*' &&
    only['Resource'] === '*'
  );
}

/** The policies that principals had in a column of their own become attached or inline ones. */
const carryPolicies: Creator = async (db) => {
  const rows = (await db.selectFrom('principals').select(['id', 'policies']).execute()) as {
    id: number;
    policies: string;
  }[];
  for (const { id, policies } of rows)
    for (const [index, document] of (JSON.parse(policies) as string[]).entries())
      await (grantsEverything(document)
        ? db
            .insertInto('attached_policies')
            .values({ principal_id: id, policy_arn: administratorAccess })
            .onConflict((clash) => clash.doNothing())
            .execute()
        : db
            .insertInto('inline_policies')
            .values({ principal_id: id, name: `policy-${index + 1}`, document })
            .execute());
  await db.schema.alterTable('principals').dropColumn('policies').execute();
};

const carryAccounts: Creator = async (db) => {
  await sql`insert into accounts (id, name, created_at) select account, account, min(created_at) from principals group by account`.execute(
    db,
  );
};

/** IAM: users, groups and roles with their policies, accounts, identity providers and tokens that last. */
export async function up(db: Kysely<never>, engine: Engine): Promise<void> {
  const types = columnTypes[engine];
  for (const create of [entities, policies, memberships, tokens, carryPolicies, carryAccounts])
    await create(db as unknown as Loose, types, engine);
}

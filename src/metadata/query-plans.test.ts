import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts';
import { packagePath } from '../model/package-group-match.ts';
import { findAccessKey, findKeyUse, listAccessKeys } from './access-keys.ts';
import { allowedAmong, countAllowed, listAllowed } from './allowed-repositories.ts';
import { listChanges, readHead } from './change-feed.ts';
import { listConnections } from './connections.ts';
import { readDescription } from './descriptions.ts';
import { findDomain, listDomains } from './domains.ts';
import { findGuard } from './find-guard.ts';
import { findAssociation, readGroupRule } from './group-rule.ts';
import { listAttachedPolicies, listEntitiesOf } from './iam-attached-policies.ts';
import { findEntity, findEntityByArn, findEntityByUniqueId, listEntities } from './iam-entities.ts';
import { readIdentityGeneration } from './iam-generation.ts';
import { listGroupsOf, listMembers } from './iam-groups.ts';
import { listInlinePolicies } from './iam-inline-policies.ts';
import { countPolicyUse, findManagedPolicy, listManagedPolicies } from './iam-managed-policies.ts';
import { findOidcProvider, listOidcProviders } from './iam-oidc-providers.ts';
import { listPolicyVersions } from './iam-policy-versions.ts';
import { findRobotToken, listRobotTokens } from './iam-robot-tokens.ts';
import { listIamTags } from './iam-tags.ts';
import { listKeys } from './keys.ts';
import { findPattern, listGroups, listSubGroups, readLines } from './list-package-groups.ts';
import { findPackagePosition, listPackages } from './list-packages.ts';
import { findLatestPublished, findTaggedVersion, listVersions } from './list-versions.ts';
import { migrate } from './migrate.ts';
import { findGroup, findGroupsByLook } from './package-groups.ts';
import { findVersion, readAssets, readTags, readVersions } from './package-versions.ts';
import { findPackage } from './packages.ts';
import { findPackageById, listPackagesByLook } from './packages-by-look.ts';
import { findPackageIn, listFetchablePackages } from './packages-of-repositories.ts';
import { findPolicyDocument, readGrants } from './principals.ts';
import { findRepository, listRepositories, listRepositoriesInDomain } from './repositories.ts';
import { listUpstreams } from './repository-upstreams.ts';
import { findResourcePolicy } from './resource-policies.ts';
import { listResourceTags } from './resource-tags.ts';
import type { Db, Schema } from './schema.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { readTopology } from './topology.ts';
import { findReply } from './upstream-replies.ts';

const packagePage = {
  ...{ repositoryId: 1, format: 'npm', namespacePrefix: null, namePrefix: null, publish: null, upstream: null },
  ...{ after: { namespace: '', name: 'm' }, limit: 100 },
};
const account = '111122223333';
const policyArn = 'arn:aws:iam::111122223333:policy/builders';
const versionPage = { packageId: 7, status: null, origin: null, by: 'version', after: null, limit: 100 } as const;
const path = packagePath('npm', { namespace: 'acme', name: 'left' });
const bytes = new Uint8Array(1);
const repositoryPage = { domainId: 1, administrator: null, prefix: null, after: 'm', limit: 100 };

const packagesByLook = {
  ...{ domainId: 1, from: '/npm/', until: '/npm0', limit: 200 },
  after: { format: 'npm', namespace: '', name: 'm' },
} as const;

/** Every read that a request waits for. */
const reads: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
  findDomain: (db) => findDomain(db, '111122223333', 'acme'),
  listDomains: (db) => listDomains(db, { owner: '111122223333', after: 'a', limit: 100 }),
  findRepository: (db) => findRepository(db, 1, 'team'),
  listRepositoriesInDomain: (db) => listRepositoriesInDomain(db, repositoryPage),
  'listRepositoriesInDomain by prefix': (db) => listRepositoriesInDomain(db, { ...repositoryPage, prefix: 'te' }),
  listRepositories: (db) =>
    listRepositories(db, { administrator: '111122223333', prefix: null, after: { name: 'm', id: 1 }, limit: 100 }),
  findGuard: (db) => findGuard(db, { owner: '111122223333', domain: 'acme', repository: 'team' }),
  findResourcePolicy: (db) => findResourcePolicy(db, 1),
  readTopology: (db) => readTopology(db, 1),
  listConnections: (db) => listConnections(db, 1),
  listUpstreams: (db) => listUpstreams(db, 1),
  findPackage: (db) => findPackage(db, 1, 'npm', 'left'),
  findPackageIn: (db) => findPackageIn(db, [1, 2, 3], 'npm', 'left'),
  listFetchablePackages: (db) => listFetchablePackages(db, { repositoryId: 1, format: 'npm', after: 'm', limit: 100 }),
  listPackages: (db) => listPackages(db, packagePage),
  'listPackages by prefix': (db) => listPackages(db, { ...packagePage, namePrefix: 'p' }),
  'listPackages by two prefixes and controls': (db) =>
    listPackages(db, { ...packagePage, namespacePrefix: 'n', namePrefix: 'p', publish: 'ALLOW', upstream: 'BLOCK' }),
  'listPackages by prefix and controls': (db) =>
    listPackages(db, { ...packagePage, namePrefix: 'p', publish: 'ALLOW' }),
  'listPackages by namespace': (db) => listPackages(db, { ...packagePage, namespacePrefix: 'n' }),
  findPackagePosition: (db) => findPackagePosition(db, 1, 7),
  findVersion: (db) => findVersion(db, 7, '1.0.0'),
  readVersions: (db) => readVersions(db, 7),
  readAssets: (db) => readAssets(db, 7),
  readTags: (db) => readTags(db, 7),
  listVersions: (db) => listVersions(db, { ...versionPage, after: { by: 'version', sortKey: bytes, key: '1' } }),
  'listVersions in one status': (db) =>
    listVersions(db, { ...versionPage, status: 'Archived', after: { by: 'version', sortKey: bytes, key: '1' } }),
  'listVersions of one origin by time': (db) =>
    listVersions(db, {
      ...versionPage,
      origin: 'EXTERNAL',
      by: 'time',
      after: { by: 'time', publishedAt: 1, key: '1' },
    }),
  'listVersions by time': (db) =>
    listVersions(db, { ...versionPage, by: 'time', after: { by: 'time', publishedAt: 1, key: '1' } }),
  findLatestPublished: (db) => findLatestPublished(db, 7),
  findTaggedVersion: (db) => findTaggedVersion(db, 7, 'latest'),
  readDescription: (db) => readDescription(db, 7).catch(() => null),
  listResourceTags: (db) => listResourceTags(db, { kind: 'repository', id: 7 }),
  readHead: (db) => readHead(db, 1),
  listChanges: (db) => listChanges(db, 1, 5, 100),
  findGroup: (db) => findGroup(db, 1, '/npm/*'),
  findGroupsByLook: (db) => findGroupsByLook(db, 1, ['/', '/npm/', '/npm/acme']),
  findAssociation: (db) => findAssociation(db, 1, path).catch(() => null),
  readGroupRule: (db) => readGroupRule(db, 1, path, [1, 2]).catch(() => null),
  listGroups: (db) => listGroups(db, { domainId: 1, prefix: '/npm/', after: '/npm/m', limit: 100 }),
  listSubGroups: (db) => listSubGroups(db, { parentId: 1, after: '/npm/m', limit: 100 }),
  findPattern: (db) => findPattern(db, 1, 7),
  readLines: (db) => readLines(db, [7, 8]),
  allowedAmong: (db) => allowedAmong(db, { groupId: 7, type: 'PUBLISH' }, [1, 2, 3]),
  listAllowed: (db) => listAllowed(db, { groupId: 7, type: 'PUBLISH', after: 5, limit: 100 }),
  countAllowed: (db) => countAllowed(db, [7, 8]),
  listPackagesByLook: (db) => listPackagesByLook(db, packagesByLook),
  'listPackagesByLook from the beginning': (db) => listPackagesByLook(db, { ...packagesByLook, after: null }),
  findPackageById: (db) => findPackageById(db, 1, 7),
  findReply: (db) => findReply(db, { connection: 'public:npmjs', url: 'http://upstream.test/left', accept: '*/*' }),
  findAccessKey: (db) => findAccessKey(db, 'AKIA'),
  findKeyUse: (db) => findKeyUse(db, 'AKIA'),
  listAccessKeys: (db) => listAccessKeys(db, 1),
  findEntity: (db) => findEntity(db, account, 'user', 'ann'),
  findEntityByArn: (db) => findEntityByArn(db, 'arn:aws:iam::111122223333:user/ann'),
  findEntityByUniqueId: (db) => findEntityByUniqueId(db, 'AIDA'),
  listEntities: (db) => listEntities(db, { accountId: account, kind: 'user', pathPrefix: '/a/', after: 'a', limit: 9 }),
  readGrants: (db) => readGrants(db, { id: 1, kind: 'user' }),
  findPolicyDocument: (db) => findPolicyDocument(db, policyArn),
  readIdentityGeneration: (db) => readIdentityGeneration(db),
  listGroupsOf: (db) => listGroupsOf(db, 1),
  listMembers: (db) => listMembers(db, { groupId: 1, after: 3, limit: 9 }),
  listInlinePolicies: (db) => listInlinePolicies(db, 1),
  listAttachedPolicies: (db) => listAttachedPolicies(db, 1),
  listEntitiesOf: (db) => listEntitiesOf(db, { accountId: account, policyArn, after: 1, limit: 9 }),
  findManagedPolicy: (db) => findManagedPolicy(db, policyArn),
  listManagedPolicies: (db) => listManagedPolicies(db, { accountId: account, pathPrefix: '/', after: 'a', limit: 9 }),
  countPolicyUse: (db) => countPolicyUse(db, account, policyArn),
  listPolicyVersions: (db) => listPolicyVersions(db, 1),
  findOidcProvider: (db) => findOidcProvider(db, account, 'issuer.test'),
  listOidcProviders: (db) => listOidcProviders(db, account),
  listIamTags: (db) => listIamTags(db, { kind: 'principal', id: 1 }),
  findRobotToken: (db) => findRobotToken(db, new Uint8Array(32)),
  listRobotTokens: (db) => listRobotTokens(db, account),
  listKeys: (db) => listKeys(db, 'token-signing', 0),
};

/** Lists whose pages go on within a prefix: from where the last one ended, not from where the prefix begins. */
const continued: typeof reads = {
  listRepositoriesInDomain: (db) => listRepositoriesInDomain(db, { ...repositoryPage, prefix: 'te', after: 'test' }),
  listRepositories: (db) =>
    listRepositories(db, { administrator: account, prefix: 'te', after: { name: 'test', id: 1 }, limit: 100 }),
  listPackages: (db) => listPackages(db, { ...packagePage, namePrefix: 'l' }),
  'listPackages by namespace': (db) => listPackages(db, { ...packagePage, namespacePrefix: 'n' }),
  'listPackages by controls': (db) => listPackages(db, { ...packagePage, namePrefix: 'l', publish: 'ALLOW' }),
  listGroups: (db) => listGroups(db, { domainId: 1, prefix: '/npm/', after: '/npm/m', limit: 100 }),
};

const queriesOf = async (db: Kysely<Schema>, read: (db: Db) => Promise<unknown>, seen: CompiledQuery[]) => {
  seen.length = 0;
  await read(db);
  assert.notEqual(seen.length, 0, 'a read that asks the database');
  return [...seen];
};

describe('every read is a range of an index, on SQLite', () => {
  const database = new DatabaseSync(':memory:');
  const seen: CompiledQuery[] = [];
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database), log: ({ query }) => void seen.push(query) });
  before(() => migrate(db as never, 'sqlite'));
  after(() => database.close());

  for (const [name, read] of Object.entries(reads))
    it(name, async () => {
      for (const { sql, parameters } of await queriesOf(db, read, seen)) {
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(parameters as never[]));
        const details = plan.map((row) => String(row['detail']));
        const bad = details.filter(
          (detail) => /^SCAN (?!r\b|reached\b|CONSTANT)/.test(detail) || /TEMP B-TREE/.test(detail),
        );
        assert.deepEqual(bad, [], `${sql}\n${details.join('\n')}`);
      }
    });
});

describe('a page within a prefix has one lower bound, on SQLite', () => {
  const database = new DatabaseSync(':memory:');
  const seen: CompiledQuery[] = [];
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database), log: ({ query }) => void seen.push(query) });
  before(() => migrate(db as never, 'sqlite'));
  after(() => database.close());

  for (const [name, read] of Object.entries(continued))
    it(name, async () => {
      for (const { sql } of await queriesOf(db, read, seen))
        assert.doesNotMatch(sql, />= \?.*> \(?\?|> \(?\?.*>= \?/, sql);
    });
});

describe('every read is a range of an index, on PostgreSQL', () => {
  let server: PostgresServer | null = null;
  let db: Kysely<Schema>;
  let pool: pg.Pool;
  const seen: CompiledQuery[] = [];
  before(async () => {
    server = await startPostgres();
    if (server === null) return;
    pool = new pg.Pool({ connectionString: await server.createDatabase(), max: 1 });
    // The server may be told to end before it has read that this connection does.
    pool.on('error', () => {});
    db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void seen.push(query) });
    await migrate(db as never, 'postgres');
    // Small tables are read whole whatever there is; what is asked is whether an index could serve.
    await pool.query('SET enable_seqscan = off');
  });
  after(async () => {
    await pool?.end();
    await server?.[Symbol.asyncDispose]();
  });

  for (const [name, read] of Object.entries(reads))
    it(name, async (context) => {
      if (server === null) return context.skip('no PostgreSQL on this machine');
      for (const { sql, parameters } of await queriesOf(db, read, seen)) {
        const { rows } = await pool.query(`EXPLAIN ${sql}`, [...parameters]);
        const plan = rows.map((row: Record<string, unknown>) => String(row['QUERY PLAN']));
        const scans = plan.filter((line) => /Seq Scan on/.test(line));
        assert.deepEqual(scans, [], `${sql}\n${plan.join('\n')}`);
      }
    });
});

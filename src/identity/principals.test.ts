import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createTestStore, type TestStore } from '../../test/support/create-test-store.ts';
import { openRootKey } from '../keys/root-key.ts';
import { rotateRootKey } from '../keys/rotate-root-key.ts';
import { deleteAccessKey, setAccessKeyStatus } from '../metadata/access-keys.ts';
import type { Database } from '../metadata/database.ts';
import { findEntity } from '../metadata/iam-entities.ts';
import { putInlinePolicy } from '../metadata/iam-inline-policies.ts';
import { keyRecords } from '../metadata/keys.ts';
import { recordUse } from '../metadata/record-use.ts';
import { bootstrapAdmin, findGeneratedAccessKeyId } from './bootstrap-admin.ts';
import { writeCredentialFiles } from './credential-files.ts';
import { createIdentityGeneration, lookAgainMilliseconds } from './identity-generation.ts';
import { createPrincipals, type Principals, type PrincipalsDeps } from './principals.ts';

const accountId = '111122223333';
const given = { id: 'AKIACHOSENBYOPERATOR', secret: 'chosen by the operator' };
let base: string;
let dataDir: string;
let store: TestStore;
let database: Database;
/** How long what another process changed may go unseen: only SQLite tells without a query that something did. */
const patience = (): number => lookAgainMilliseconds[store.engine === 'sqlite' ? 'cheap' : 'query'];
let now = Date.parse('2026-06-01T00:00:00Z');
const clock = { now: () => new Date(now) };
let count = 0;

before(() => {
  base = mkdtempSync(join(tmpdir(), 'coffer-principals-'));
});
after(() => rmSync(base, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = join(base, String(++count));
  mkdirSync(dataDir);
  store = await createTestStore();
  database = await store.connect();
});
afterEach(() => database.close());

const open = async (): Promise<PrincipalsDeps> => ({
  database,
  root: await openRootKey({ folder: join(dataDir, 'keys'), record: keyRecords(database, clock).rootKey }),
  clock,
});
const principalsOf = (deps: PrincipalsDeps): Principals =>
  createPrincipals(deps, createIdentityGeneration(deps.database, deps.clock));
const files = (port: number) => ({ dataDir, region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}` });
const secretIn = (text: string): string => /^aws_secret_access_key = (.*)$/m.exec(text)?.[1] ?? '';

describe('the administrator', () => {
  it('is made once, with a random key that is on disk only sealed', async () => {
    const deps = await open();
    assert.equal(await bootstrapAdmin(deps, { accountId }), true);
    assert.equal(await bootstrapAdmin(deps, { accountId }), false);
    const id = await findGeneratedAccessKeyId(deps);
    assert.match(id ?? '', /^AKIA[A-Z2-7]{16}$/);
    const key = await principalsOf(deps).findAccessKey(id ?? '');
    assert.equal(key?.status, 'Active');
    assert.equal(key?.secret.length, 40);
    assert.equal(key?.principal.arn, `arn:aws:iam::${accountId}:user/admin`);
    assert.match(key?.principal.uniqueId ?? '', /^AIDA/);
    assert.equal(JSON.parse(key?.principal.policies[0] ?? '{}').Statement[0].Action, '*');
    for (const file of readdirSync(dataDir).filter((name) => name.startsWith('coffer.db')))
      assert.equal(readFileSync(join(dataDir, file)).includes(key?.secret ?? 'x'), false, file);
  });

  it('is one when several processes start at once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, async () => bootstrapAdmin(await open(), { accountId })));
    assert.equal(made.filter(Boolean).length, 1);
  });

  it('has the key that the operator chose, which no file repeats', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    assert.equal((await principalsOf(deps).findAccessKey(given.id))?.secret, given.secret);
    assert.equal(await writeCredentialFiles(deps, files(1)), null);
    assert.equal(readdirSync(dataDir).includes('credentials'), false);
  });

  it('is found by unique id, and keeps its key through a rotation of the root key', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    await rotateRootKey({
      folder: join(dataDir, 'keys'),
      root: (await open()).root,
      secrets: keyRecords(database, clock).secrets,
    });
    const principals = principalsOf(deps);
    const key = await principals.findAccessKey(given.id);
    assert.equal(key?.secret, given.secret);
    assert.deepEqual(await principals.findUser(key?.principal.uniqueId ?? ''), key?.principal);
    assert.equal(await principals.findUser('AIDANOBODY'), null);
  });
});

describe('the credential files', () => {
  it('hold the generated key, for their owner alone, and follow the endpoint', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId });
    for (const port of [2633, 4000]) {
      const written = await writeCredentialFiles(await open(), files(port));
      const credentials = readFileSync(join(dataDir, 'credentials'), 'utf8');
      const config = readFileSync(join(dataDir, 'aws-config'), 'utf8');
      const secret = (await principalsOf(deps).findAccessKey(written?.accessKeyId ?? ''))?.secret;
      const keys = `aws_access_key_id = ${written?.accessKeyId}\naws_secret_access_key = ${secret}\n`;
      assert.equal(credentials, `[default]\n${keys}`);
      assert.equal(config, `[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:${port}\n${keys}`);
      assert.notEqual(secretIn(config), '');
      for (const name of ['credentials', 'aws-config']) assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600);
    }
  });
});

describe('an access key', () => {
  it('that does not exist is not remembered as missing', async () => {
    const deps = await open();
    const principals = principalsOf(deps);
    assert.equal(await principals.findAccessKey(given.id), null);
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    assert.equal((await principals.findAccessKey(given.id))?.secret, given.secret);
  });

  it('that was deactivated or deleted is seen so as soon as is promised, by every process', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    const other = await store.connect();
    const all = [principalsOf(deps), principalsOf({ ...deps, database: other })];
    const statuses = () => {
      now += patience();
      return Promise.all(all.map(async (of) => (await of.findAccessKey(given.id))?.status ?? null));
    };
    assert.deepEqual(await statuses(), ['Active', 'Active']);
    const principalId = (await findEntity(database.reader, accountId, 'user', 'ADMIN'))?.id ?? 0;
    await database.write(setAccessKeyStatus, { principalId, id: given.id, status: 'Inactive' });
    assert.deepEqual(await statuses(), ['Inactive', 'Inactive']);
    await database.write(deleteAccessKey, { principalId, id: given.id });
    assert.deepEqual(await statuses(), [null, null]);
    await other.close();
  });
});

describe('what is remembered', () => {
  it('is looked at again at once by the process that has changed it', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    const generation = createIdentityGeneration(database, clock);
    const principals = createPrincipals(deps, generation);
    const user = (await principals.findAccessKey(given.id))?.principal;
    await database.write(deleteAccessKey, { principalId: user?.id ?? 0, id: given.id });
    generation.changed();
    assert.equal(await principals.findAccessKey(given.id), null);
  });

  it('stays the same object until identities change, whatever else is written', async () => {
    const deps = await open();
    await bootstrapAdmin(deps, { accountId, accessKey: given });
    const principals = principalsOf(deps);
    const find = async () => {
      now += patience();
      return (await principals.findAccessKey(given.id))?.principal;
    };
    const first = await find();
    const use = { kind: 'access-key', id: given.id, service: 'sts', region: 'eu-west-1' } as const;
    await database.write(recordUse, { use, now });
    assert.equal(await find(), first);
    const principalId = first?.id ?? 0;
    await database.write(putInlinePolicy, { principalId, name: 'more', document: '{}', limit: 100 });
    assert.deepEqual((await find())?.policies, ['{}', ...(first?.policies ?? [])]);
  });
});

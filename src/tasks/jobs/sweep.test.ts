import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createTestStore, type TestStore } from '../../../test/support/create-test-store.ts';
import { type StagedFile, smallBlobBytes } from '../../blobs/blob-store.ts';
import { type ScratchFsStore, scratchFsStore } from '../../blobs/contract/scratch-fs-store.ts';
import { defaultQuotas } from '../../kernel/quotas.ts';
import { checkRecords, repairRecords } from '../../metadata/check-records.ts';
import { createDomain } from '../../metadata/create-domain.ts';
import { createRepository } from '../../metadata/create-repository.ts';
import type { Database } from '../../metadata/database.ts';
import { deleteVersions } from '../../metadata/delete-versions.ts';
import { findDomain } from '../../metadata/domains.ts';
import { takeLease } from '../../metadata/leases.ts';
import { findRepository } from '../../metadata/repositories.ts';
import { type StoreVersion, storeVersion } from '../../metadata/store-version.ts';
import { putReply } from '../../metadata/upstream-replies.ts';
import { revisionOf } from '../../model/revision.ts';
import { runSweep } from './run-sweep.ts';
import { startSweeping } from './start-sweeping.ts';

const owner = '111122223333';
const graceSeconds = 3600;

interface Store {
  readonly database: Database;
  readonly scratch: ScratchFsStore;
  readonly domainId: number;
  readonly repositoryId: number;
}

async function openStore(database: Database): Promise<Store> {
  const scratch = await scratchFsStore(true);
  const quotas = defaultQuotas;
  await database.write(createDomain, {
    region: 'r',
    owner,
    name: 'acme',
    encryptionKey: 'k',
    tags: [],
    now: 1,
    quotas,
  });
  await database.write(createRepository, {
    ...{ owner, domain: 'acme', name: 'app', administrator: owner, description: null },
    ...{ upstreams: [], tags: [], now: 1, quotas },
  });
  const domain = await findDomain(database.reader, owner, 'acme');
  const repository = domain && (await findRepository(database.reader, domain.id, 'app'));
  assert.ok(domain !== null && repository !== null);
  return { database, scratch, domainId: domain.id, repositoryId: repository.id };
}

const stage = ({ scratch, domainId }: Store, bytes: Buffer): Promise<StagedFile> =>
  scratch.store.stage(domainId, [bytes] as never, { maxBytes: 1_000_000 });

const subject = { format: 'generic', name: { namespace: null, name: 'tool' }, key: '/tool' } as const;

async function record(store: Store, version: string, staged: StagedFile): Promise<readonly string[]> {
  const { sizeBytes, digests } = staged;
  const blob = { ...(await staged.commit()), sizeBytes, digests, stagedAt: Date.now() };
  const write: StoreVersion = {
    domainId: store.domainId,
    repositoryId: store.repositoryId,
    package: subject,
    version: { version, key: version, sortKey: Buffer.from(version) },
    expected: null,
    content: {
      revision: revisionOf({
        ...{ format: 'generic', packageKey: subject.key, version, factsDigest: Buffer.alloc(32) },
        assets: [{ name: 'a', digests }],
      }),
      facts: { body: '{}', description: '{}', readme: null },
      assets: [{ name: 'a', blob, origin: null }],
    },
    status: 'Published',
    origin: 'INTERNAL',
    entry: { kind: 'repository', name: 'app' },
    publishedBy: null,
    firstControls: { publish: 'ALLOW', upstream: 'BLOCK' },
    tags: [],
    now: store.scratch.now().getTime(),
  };
  return (await store.database.write(storeVersion, write)).unused;
}

const remove = (store: Store, version: string) =>
  store.database.write(deleteVersions, {
    ...{ domainId: store.domainId, repositoryId: store.repositoryId, package: subject },
    ...{ versions: [{ version, key: version, revision: null }], expectedStatus: null, onFailure: 'refuse' },
    now: store.scratch.now().getTime(),
  });

const depsOf = ({ database, scratch }: Store) => ({ database, blobs: scratch.store, clock: { now: scratch.now } });
const sweep = (store: Store, dryRun = false) => runSweep(depsOf(store), { graceSeconds, orphans: true, dryRun });
const fileOf = ({ scratch }: Store, location: string): boolean => existsSync(join(scratch.root, location));

describe('the sweep', () => {
  let store: Store;
  let beside: TestStore['beside'];
  before(async () => {
    const made = await createTestStore();
    beside = made.beside;
    store = await openStore(await made.connect());
  });
  after(async () => {
    await store.database.close();
    await store.scratch.close();
  });
  /** Damage that Coffer itself never does. */
  const spoil = (statement: string) => beside((db) => sql.raw(statement).execute(db));

  it('forgets what was deleted once the grace period is over, and counts it before', async () => {
    const staged = await stage(store, randomBytes(1000));
    await record(store, '1', staged);
    const { location } = await staged.commit();
    await remove(store, '1');
    assert.deepEqual(await sweep(store), { blobs: 0, sizeBytes: 0, orphans: 0, abandoned: 0 });
    store.scratch.passMinutes(80);
    const found = { blobs: 1, sizeBytes: 1000, orphans: 0, abandoned: 0 };
    assert.deepEqual(await sweep(store, true), found);
    assert.ok(fileOf(store, location));
    assert.deepEqual(await sweep(store), found);
    assert.equal(fileOf(store, location), false);
    assert.deepEqual(await sweep(store), { blobs: 0, sizeBytes: 0, orphans: 0, abandoned: 0 });
  });

  it('keeps bytes that another version names, or names again before the sweep', async () => {
    const bytes = randomBytes(500);
    const staged = await stage(store, bytes);
    await record(store, '2', staged);
    assert.equal((await record(store, '3', await stage(store, bytes))).length, 1);
    await remove(store, '2');
    await remove(store, '3');
    store.scratch.passMinutes(80);
    await record(store, '4', await stage(store, bytes));
    const report = await sweep(store);
    assert.equal(report?.blobs, 0);
    assert.ok(fileOf(store, (await staged.commit()).location));
  });

  it('takes files without a row, and refuses who comes with one too late', async () => {
    const late = await stage(store, randomBytes(300));
    const { location } = await late.commit();
    store.scratch.passMinutes(80);
    const report = await sweep(store);
    assert.ok((report?.orphans ?? 0) >= 1);
    assert.equal(fileOf(store, location), false);
    await assert.rejects(record(store, '5', late), /swept away; send it again/);
    const { database, scratch } = store;
    const now = scratch.now().getTime();
    const body = { location, wrappedKey: null, sizeBytes: 300, digest: late.digests.sha256 };
    const reply = { connection: 'c', url: 'u', accept: 'a', status: 200, finalUrl: 'http://upstream.test/' } as const;
    const times = { etag: null, lastModified: null, contentType: 'x', checkedAt: now, fetchedAt: now };
    await assert.rejects(database.write(putReply, { ...reply, ...times, body }), /swept away/);
  });

  it('leaves the documents of upstreams alone', async () => {
    const { database, scratch } = store;
    const file = await scratch.store.stage(0, [Buffer.from('document')] as never, { maxBytes: 100 });
    const body = { ...(await file.commit()), sizeBytes: 8, digest: file.digests.sha256 };
    const now = scratch.now().getTime();
    await database.write(putReply, {
      ...{ connection: 'd', url: 'u', accept: 'a', status: 200, finalUrl: 'http://upstream.test/', body },
      ...{ etag: null, lastModified: null, contentType: 'x', checkedAt: now, fetchedAt: now },
    });
    scratch.passMinutes(80);
    assert.equal((await sweep(store))?.orphans, 0);
    assert.ok(fileOf(store, body.location));
  });

  it('removes what was staged and left', async () => {
    const { scratch } = store;
    await stage(store, randomBytes(2 * smallBlobBytes));
    const folder = join(scratch.root, String(store.domainId), 'incoming');
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), scratch.now(), scratch.now());
    assert.equal((await sweep(store))?.abandoned, 0);
    scratch.passMinutes(80);
    assert.equal((await sweep(store, true))?.abandoned, 1);
    assert.equal((await sweep(store))?.abandoned, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves the work to another process that does it, unless that died', async () => {
    const now = store.scratch.now().getTime();
    const lease = { name: 'sweep', owner: 'other', now, expiresAt: now + 300_000 };
    assert.equal(await store.database.write(takeLease, lease), true);
    assert.equal(await sweep(store), null);
    store.scratch.passMinutes(6);
    assert.notEqual(await sweep(store), null);
  });

  it('sweeps in the background, once for all processes', async () => {
    const staged = await stage(store, randomBytes(700));
    await record(store, '6', staged);
    await remove(store, '6');
    store.scratch.passMinutes(1);
    const swept: object[] = [];
    const log = {
      info: (fields: object) => void swept.push(fields),
      error: (fields: object) => assert.fail(`${fields}`),
    };
    const running = [1, 2].map(() => startSweeping({ ...depsOf(store), graceSeconds: 1, log }));
    const { location } = await staged.commit();
    const isSwept = (): boolean => swept.length > 0 && !fileOf(store, location);
    for (let waited = 0; waited < 200 && !isSwept(); waited++) await sleep(50);
    await Promise.all(running.map((one) => one.close()));
    assert.equal(fileOf(store, location), false);
    assert.equal(swept.length, 1);
  });

  it('leaves records that keep their rules, and finds and rights marks and counters that do not', async () => {
    const { database, scratch } = store;
    assert.deepEqual(await checkRecords(database.reader), []);
    await record(store, '7', await stage(store, randomBytes(50)));
    const gone = await stage(store, randomBytes(60));
    await record(store, '8', gone);
    await remove(store, '8');
    await spoil('update domains set asset_size_bytes = asset_size_bytes + 1, repository_count = 9');
    await spoil('update blobs set unreferenced_since = case when unreferenced_since is null then 1 else null end');
    const broken = await checkRecords(database.reader);
    assert.deepEqual(
      broken.map(({ rule, loss }) => [rule, loss]),
      [
        ['blobs in use that are marked as unused', false],
        ['unused blobs that are not marked', false],
        ['domains with a wrong size', false],
        ['domains with a wrong number of repositories', false],
      ],
    );
    await database.write(repairRecords, { now: scratch.now().getTime() });
    assert.deepEqual(await checkRecords(database.reader), []);
    await spoil(`update blobs set unreferenced_since = ${scratch.now().getTime()} where unreferenced_since is null`);
    await spoil('update domains set asset_size_bytes = 0');
    scratch.passMinutes(80);
    const report = await sweep(store);
    assert.equal(report?.blobs, 1, 'only the one that nothing names goes, whatever the marks say');
    assert.deepEqual(await checkRecords(database.reader), []);
    await spoil('delete from blobs');
    assert.ok((await checkRecords(database.reader)).some(({ loss }) => loss));
  });
});

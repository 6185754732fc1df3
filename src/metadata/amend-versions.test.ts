import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { contentOf, openPackageStore, type PackageStore, packageNamed } from '../../test/support/package-store.ts';
import { type AmendVersions, amendVersions } from './amend-versions.ts';
import { checkRecords } from './check-records.ts';

let store: PackageStore;
before(async () => {
  store = await openPackageStore(await createTestStore());
});
after(() => store.database.close());

const tool = packageNamed('tool');
const amend = (amendments: AmendVersions['amendments'], subject = tool) => {
  const { database, domainId, repositoryId } = store;
  return database.write(amendVersions, { domainId, repositoryId, package: subject, amendments, now: 7 });
};
const contents = async (): Promise<number> =>
  (await store.database.reader.selectFrom('contents').select('id').execute()).length;
const lastEvent = async (): Promise<Record<string, unknown>> => {
  const events = store.database.reader.selectFrom('outbox').select('payload').orderBy('id', 'desc');
  return JSON.parse((await events.executeTakeFirstOrThrow()).payload).detail;
};

describe('amending versions', () => {
  it('gives each a content of its own in place of the one before, which goes', async () => {
    for (const version of ['1', '2']) await store.keep(tool, version, contentOf(`facts of ${version}`, null));
    const before = await Promise.all(['1', '2'].map((version) => store.find(tool, version)));
    const added = ['1', '2'].map((version) => contentOf(`new facts of ${version}`, null));
    await amend(
      before.map((found, i) => ({
        key: String(i + 1),
        expectedRevision: found?.revision ?? '',
        content: added[i] ?? contentOf('', null),
      })),
    );
    for (const [i, version] of ['1', '2'].entries()) {
      const found = await store.find(tool, version);
      assert.equal(found?.facts, `new facts of ${version}`);
      assert.equal(found?.revision, added[i]?.revision);
      assert.notEqual(found?.revision, before[i]?.revision);
      assert.deepEqual(
        [found?.status, found?.publishedAt, found?.entry],
        [before[i]?.status, before[i]?.publishedAt, before[i]?.entry],
      );
    }
    assert.equal(await contents(), 2);
    const { operationType, packageVersion, changes } = await lastEvent();
    assert.deepEqual([operationType, packageVersion], ['Updated', '2']);
    assert.deepEqual(changes, {
      ...{ assetsAdded: 0, assetsRemoved: 0, assetsUpdated: 0, metadataUpdated: true, statusChanged: false },
    });
    assert.deepEqual(await checkRecords(store.database.reader), []);
  });

  it('changes nothing when one of them is no longer what it was made from', async () => {
    const before = await Promise.all(['1', '2'].map((version) => store.find(tool, version)));
    const [one, two] = before;
    const stale = amend([
      { key: '1', expectedRevision: one?.revision ?? '', content: contentOf('newer', null) },
      { key: '2', expectedRevision: one?.revision ?? '', content: contentOf('newest', null) },
    ]);
    await assert.rejects(stale, { name: 'StaleWriteError' });
    const gone = amend([{ key: '3', expectedRevision: two?.revision ?? '', content: contentOf('newer', null) }]);
    await assert.rejects(gone, { name: 'StaleWriteError' });
    assert.deepEqual(await Promise.all(['1', '2'].map((version) => store.find(tool, version))), before);
    assert.equal(await contents(), 2);
  });

  it('to what they are is no change, and refuses a package that is not there', async () => {
    const found = await store.find(tool, '1');
    const same = { key: '1', expectedRevision: found?.revision ?? '', content: contentOf('new facts of 1', null) };
    const events = await store.database.reader.selectFrom('outbox').select('id').execute();
    await amend([same]);
    assert.deepEqual(await store.database.reader.selectFrom('outbox').select('id').execute(), events);
    await assert.rejects(amend([same], packageNamed('absent')), { code: 'ResourceNotFound' });
  });
});

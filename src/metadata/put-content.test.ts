import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import {
  blobOf,
  contentOf,
  openPackageStore,
  type PackageStore,
  packageNamed,
} from '../../test/support/package-store.ts';
import { checkRecords } from './check-records.ts';
import { deletePackage } from './delete-package.ts';
import { forgetBlobs } from './sweep-blobs.ts';

let store: PackageStore;
before(async () => {
  store = await openPackageStore(await createTestStore());
});
after(() => store.database.close());

const tool = packageNamed('tool');
const copy = packageNamed('copy');
const remove = (subject: typeof tool) => {
  const { database, domainId, repositoryId } = store;
  return database.write(deletePackage, { domainId, repositoryId, package: subject, now: Date.now() });
};
const blobOfTool = async (): Promise<number> => (await store.find(tool, '1'))?.assets[0]?.blob?.id ?? 0;
const domainSize = async (): Promise<number> =>
  (await store.database.reader.selectFrom('domains').select('asset_size_bytes').executeTakeFirstOrThrow())
    .asset_size_bytes;

describe('a content', () => {
  it('brings its bytes to the one of the same revision that had them by name only', async () => {
    const blob = blobOf('hello');
    const kept = await store.keep(tool, '1', contentOf('facts', null));
    assert.equal(await store.keep(copy, '1', contentOf('facts', blob)), kept);
    assert.equal((await store.find(tool, '1'))?.assets[0]?.blob?.location, blob.location);
    assert.equal(await domainSize(), 5);
  });

  it('takes over bytes that nothing else names any more, and they count again', async () => {
    const id = await blobOfTool();
    await remove(tool);
    await remove(copy);
    assert.equal(await domainSize(), 0);
    await store.keep(tool, '1', contentOf('other facts', id));
    assert.equal(await blobOfTool(), id);
    assert.equal(await domainSize(), 5);
    assert.deepEqual(await checkRecords(store.database.reader), []);
  });

  it('is not made of bytes that were forgotten', async () => {
    const id = await blobOfTool();
    await remove(tool);
    const now = Date.now();
    assert.equal((await store.database.write(forgetBlobs, { before: now + 1000, limit: 10, now })).length, 1);
    await assert.rejects(store.keep(copy, '1', contentOf('facts', id)), { name: 'StaleWriteError' });
    assert.equal(await store.find(copy, '1'), null);
    assert.deepEqual(await store.database.reader.selectFrom('contents').select('id').execute(), []);
  });
});

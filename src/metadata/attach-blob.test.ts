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
import { attachBlob } from './attach-blob.ts';
import { checkRecords } from './check-records.ts';

let store: PackageStore;
let contentId: number;
before(async () => {
  store = await openPackageStore(await createTestStore());
  contentId = await store.keep(tool, '1', contentOf('facts', null));
});
after(() => store.database.close());

const tool = packageNamed('tool');
const attach = (text: string, asset = 'a.txt', to = contentId) => {
  const blob = blobOf(text);
  const written = store.database.write(attachBlob, { domainId: store.domainId, contentId: to, asset, blob });
  return { blob, written };
};
const domainSize = async (): Promise<number> =>
  (await store.database.reader.selectFrom('domains').select('asset_size_bytes').executeTakeFirstOrThrow())
    .asset_size_bytes;

describe('the bytes of an asset that was kept by name', () => {
  it('are where the version is, which stays the same revision, and count for the domain', async () => {
    const before = await store.find(tool, '1');
    assert.equal(before?.assets[0]?.blob, null);
    const { blob, written } = attach('hello');
    assert.deepEqual(await written, { unused: [] });
    const found = await store.find(tool, '1');
    assert.equal(found?.revision, before?.revision);
    const { location, sizeBytes, digests } = blob;
    assert.partialDeepStrictEqual(found?.assets[0]?.blob, { location, sizeBytes, digests });
    assert.equal(await domainSize(), 5);
  });

  it('stay those that came first', async () => {
    const before = await store.find(tool, '1');
    const { blob, written } = attach('others');
    assert.deepEqual(await written, { unused: [blob.location] });
    assert.deepEqual(await store.find(tool, '1'), before);
    assert.equal(await domainSize(), 5);
  });

  it('are kept once, whichever version they came with', async () => {
    const other = await store.keep(tool, '2', contentOf('other facts', null));
    const { blob, written } = attach('hello', 'a.txt', other);
    assert.deepEqual(await written, { unused: [blob.location] });
    const [one, two] = await Promise.all(['1', '2'].map((version) => store.find(tool, version)));
    assert.deepEqual(two?.assets, one?.assets);
    assert.equal(await domainSize(), 5);
    assert.deepEqual(await checkRecords(store.database.reader), []);
  });

  it('are refused for an asset that the version does not have', async () => {
    await assert.rejects(attach('more', 'b.txt').written, { code: 'ResourceNotFound' });
    assert.equal(await domainSize(), 5);
  });
});

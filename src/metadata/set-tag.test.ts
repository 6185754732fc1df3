import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { contentOf, openPackageStore, type PackageStore, packageNamed } from '../../test/support/package-store.ts';
import { listChanges } from './change-feed.ts';
import { readTags } from './package-versions.ts';
import { findPackage } from './packages.ts';
import { setTag } from './set-tag.ts';

let store: PackageStore;
before(async () => {
  store = await openPackageStore(await createTestStore());
});
after(() => store.database.close());

const tag = (name: string, tagName: string, versionKey: string | null) => {
  const { database, domainId, repositoryId } = store;
  const subject = packageNamed(name);
  return database.write(setTag, { domainId, repositoryId, package: subject, tag: tagName, versionKey, now: 7 });
};
const find = (name: string) => findPackage(store.database.reader, store.repositoryId, 'generic', name);
const tagsOf = async (name: string) =>
  Object.fromEntries(await readTags(store.database.reader, (await find(name))?.id ?? 0));

describe('a tag of a package', () => {
  it('is set, moved and removed, apart from the other ones', async () => {
    for (const version of ['1', '2']) await store.keep(packageNamed('tool'), version, contentOf(version, null));
    await tag('tool', 'latest', '1');
    await tag('tool', 'next', '2');
    assert.deepEqual(await tagsOf('tool'), { latest: '1', next: '2' });
    await tag('tool', 'latest', '2');
    await tag('tool', 'next', null);
    await tag('tool', 'never', null);
    assert.deepEqual(await tagsOf('tool'), { latest: '2' });
  });

  it('can name the version of an upstream: the package is then here, as a first ingestion would make it', async () => {
    await tag('theirs', 'stable', '9');
    assert.deepEqual(await tagsOf('theirs'), { stable: '9' });
    assert.deepEqual((await find('theirs'))?.controls, { publish: 'BLOCK', upstream: 'ALLOW' });
  });

  it('is a change that documents of the package are made anew for', async () => {
    const before = (await find('tool'))?.changedSeq ?? 0;
    await tag('tool', 'beta', '1');
    const now = (await find('tool'))?.changedSeq ?? 0;
    assert.ok(now > before);
    const changes = await listChanges(store.database.reader, store.domainId, before, 10);
    assert.deepEqual(changes.at(-1)?.seq, now);
  });
});

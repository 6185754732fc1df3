import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestStore, type TestStore } from '../../test/support/create-test-store.ts';
import { contentOf, openPackageStore, packageNamed } from '../../test/support/package-store.ts';
import { checkRecords } from './check-records.ts';
import { deletePackage } from './delete-package.ts';

/** More rows than one statement takes values for, and than one of these inserts adds. */
const count = 7000;
const batch = 1000;

/** The one version that there is becomes many: made through the database, they would take seconds. */
const multiply = (store: TestStore): Promise<void> =>
  store.beside(async (db) => {
    const version = await db.selectFrom('package_versions').selectAll().executeTakeFirstOrThrow();
    const others = Array.from({ length: count - 1 }, (_, i) => String(i + 2));
    for (let done = 0; done < others.length; done += batch)
      await db
        .insertInto('package_versions')
        .values(
          others
            .slice(done, done + batch)
            .map((each) => ({ ...version, key: each, version: each, sort_key: Buffer.from(each) })),
        )
        .execute();
  });

describe('deleting a package of very many versions', () => {
  it('leaves nothing of them, and tells of each', async () => {
    const store = await createTestStore();
    const { database, domainId, repositoryId, keep } = await openPackageStore(store);
    const identity = packageNamed('large');
    await keep(identity, '1', contentOf('facts', null));
    await multiply(store);
    const deleted = await database.write(deletePackage, { domainId, repositoryId, package: identity, now: Date.now() });
    assert.deepEqual(deleted.controls, { publish: 'BLOCK', upstream: 'ALLOW' });
    for (const table of ['packages', 'package_versions', 'contents', 'content_assets', 'facts'] as const)
      assert.deepEqual(await database.reader.selectFrom(table).selectAll().limit(1).execute(), [], table);
    const events = await database.reader.selectFrom('outbox').select('payload').execute();
    const details = events.map(({ payload }) => JSON.parse(payload) as { detail: Record<string, unknown> });
    const ends = details.filter(({ detail }) => detail['operationType'] === 'Deleted');
    assert.equal(new Set(ends.map(({ detail }) => detail['packageVersion'])).size, count);
    assert.deepEqual(ends[0]?.detail['changes'], {
      ...{ assetsAdded: 0, assetsRemoved: 1, assetsUpdated: 0 },
      ...{ metadataUpdated: false, statusChanged: true },
    });
    assert.deepEqual(await checkRecords(database.reader), []);
    await database.close();
  });
});

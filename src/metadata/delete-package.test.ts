import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestStore, type TestStore } from '../../test/support/create-test-store.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { checkRecords } from './check-records.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import type { Database } from './database.ts';
import { deletePackage } from './delete-package.ts';
import { keepVersion } from './keep-version.ts';

const owner = '111122223333';
const now = Date.now();
/** More rows than one statement takes values for, and than one of these inserts adds. */
const count = 7000;
const batch = 1000;

async function repositoryIn(database: Database): Promise<{ domainId: number; repositoryId: number }> {
  const key = { region: 'us-east-1', encryptionKey: 'arn:aws:kms:us-east-1:111122223333:alias/aws/codeartifact' };
  const domain = await database.write(createDomain, {
    ...key,
    owner,
    name: 'acme',
    tags: [],
    now,
    quotas: defaultQuotas,
  });
  const { id } = await database.write(createRepository, {
    ...{ owner, domain: 'acme', name: 'team', administrator: owner },
    ...{ description: null, upstreams: [], tags: [], now, quotas: defaultQuotas },
  });
  return { domainId: domain.id, repositoryId: id };
}

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
    const database = await store.connect();
    const { domainId, repositoryId } = await repositoryIn(database);
    const identity = { format: 'generic', name: { namespace: null, name: 'large' }, key: 'large' } as const;
    await database.write(keepVersion, {
      ...{ domainId, repositoryIds: [repositoryId], package: identity },
      version: { version: '1', key: '1', sortKey: Buffer.from('1') },
      content: {
        revision: Buffer.alloc(32, 1).toString('base64'),
        facts: { body: 'null', description: '{"displayName":"large"}', readme: null },
        assets: [{ name: 'a.txt', blob: null, origin: null }],
      },
      ...{ status: 'Published', origin: 'EXTERNAL', entry: { kind: 'connection', name: 'custom:any' } },
      ...{ connection: 'custom:any', publishedAt: now, now },
    });
    await multiply(store);
    const deleted = await database.write(deletePackage, { domainId, repositoryId, package: identity, now });
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

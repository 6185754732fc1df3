import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { migrate } from './migrate.ts';

it('leaves no part of a migration that did not end', async () => {
  const store = await createTestStore();
  await store.beside(async (db) => {
    // The last table of the first migration is in the way.
    await sql`CREATE TABLE audit (other text)`.execute(db);
    await assert.rejects(migrate(db as never, store.engine), /audit/);
    const tables = (await db.introspection.getTables()).map(({ name }) => name);
    assert.deepEqual(tables, ['audit']);
  });
});

it('lets several processes start on one new store', async () => {
  const store = await createTestStore();
  const opened = await Promise.all([1, 2, 3].map(() => store.connect()));
  await Promise.all(opened.map((database) => database.check()));
  await Promise.all(opened.map((database) => database.close()));
});

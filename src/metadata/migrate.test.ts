import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { connectSqlite } from './connect-sqlite.ts';
import { migrate } from './migrate.ts';
import { kyselyOn } from './sqlite-connection.ts';

const tablesOf = (database: DatabaseSync): unknown[] =>
  database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'kysely%'").all();

it('leaves no part of a migration that did not end', async () => {
  using database = new DatabaseSync(':memory:');
  // The last table of the first migration is in the way.
  database.exec('CREATE TABLE audit (other)');
  await assert.rejects(migrate(kyselyOn(database) as never, 'sqlite'), /audit/);
  assert.equal(tablesOf(database).length, 1);
});

it('lets several processes start on one new file', async () => {
  const path = `${await temporaryFolder('migrate')}/coffer.db`;
  const opened = await Promise.all([1, 2, 3].map(() => connectSqlite(path)));
  await Promise.all(opened.map((database) => database.check()));
  await Promise.all(opened.map((database) => database.close()));
});

import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts';
import { migrate } from './migrate.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { BlobsTable, Schema } from './schema.ts';
import { kyselyOn } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

type Columns = Omit<BlobsTable, 'id'>;

const blob = (location: string, columns: Partial<Columns> = {}): Columns => ({
  domain_id: 1,
  ...{ sha256: Buffer.from(location), md5: Buffer.alloc(1), sha1: Buffer.alloc(1), sha512: Buffer.alloc(1) },
  size_bytes: 5,
  location,
  wrapped_key: null,
  unreferenced_since: null,
  ...columns,
});

/** The same promises on each database. */
function promises(db: () => Kysely<Schema> | null) {
  let built = 0;
  const insert = prepareQuery((on, { rows }: Placeholders<{ rows: readonly Columns[] }>) => {
    built++;
    return on.insertInto('blobs').values(rows).returning(['id', 'location']);
  });
  const byLocation = prepareQuery((on, { locations }: Placeholders<{ locations: readonly string[] }>) =>
    on.selectFrom('blobs').selectAll().where('location', 'in', locations).orderBy('location'),
  );
  const mark = prepareQuery((on, args: Placeholders<{ location: string; at: number | null }>) =>
    on
      .updateTable('blobs')
      .set({ unreferenced_since: args.at })
      .where('location', '=', args.location)
      .where('size_bytes', '=', 5)
      .returning('unreferenced_since'),
  );
  const test = (name: string, run: (on: Kysely<Schema>) => Promise<void>) =>
    it(name, async (context) => {
      const on = db();
      if (on === null) return context.skip('no PostgreSQL on this machine');
      await on.transaction().execute(async (tx) => {
        await run(tx);
        await tx.deleteFrom('blobs').execute();
      });
    });

  test('binds each call to its own arguments, bytes and null among them', async (on) => {
    await insert.all(on, { rows: [blob('a', { wrapped_key: Buffer.from([1, 2]) })] });
    await insert.all(on, { rows: [blob('b', { unreferenced_since: 2 ** 40 })] });
    const rows = await byLocation.all(on, { locations: ['a', 'b'] });
    assert.deepEqual(
      rows.map((row) => [row.location, row.wrapped_key && Buffer.from(row.wrapped_key), row.unreferenced_since]),
      [
        ['a', Buffer.from([1, 2]), null],
        ['b', null, 2 ** 40],
      ],
    );
    assert.equal((await mark.one(on, { location: 'a', at: 7 })).unreferenced_since, 7);
    assert.equal((await mark.one(on, { location: 'a', at: null })).unreferenced_since, null);
  });

  test('is built once for each length of its lists', async (on) => {
    await insert.all(on, { rows: [blob('a')] });
    const before = built;
    for (const name of ['b', 'c']) await insert.all(on, { rows: [blob(name)] });
    assert.equal(built, before);
    for (const names of [
      ['d', 'e'],
      ['f', 'g'],
    ])
      await insert.all(on, { rows: names.map((name) => blob(name)) });
    assert.equal(built, before + 1);
    const found = await byLocation.all(on, { locations: ['g', 'a', 'd'] });
    assert.deepEqual(
      found.map(({ location }) => location),
      ['a', 'd', 'g'],
    );
  });

  test('takes lists that are too long to keep', async (on) => {
    const rows = Array.from({ length: 90 }, (_, i) => blob(`long-${i}`));
    assert.equal((await insert.all(on, { rows })).length, 90);
    const locations = rows.map(({ location }) => location);
    for (let length = 1; length <= 90; length++)
      assert.equal((await byLocation.all(on, { locations: locations.slice(-length) })).length, length);
  });

  test('says whether there is a row', async (on) => {
    assert.equal(await byLocation.first(on, { locations: ['none'] }), undefined);
    await assert.rejects(byLocation.one(on, { locations: ['none'] }), /always has a row/);
  });
}

const onSqlite = {
  'at once': kyselyOn,
  'through Kysely': (file: DatabaseSync) => new Kysely<Schema>({ dialect: sqliteDialect(file) }),
} as const;

for (const [how, open] of Object.entries(onSqlite))
  describe(`a prepared query, on SQLite ${how}`, () => {
    const file = new DatabaseSync(':memory:');
    const db = open(file);
    before(() => migrate(db as never, 'sqlite'));
    after(() => file.close());
    promises(() => db);
  });

describe('a prepared query, on PostgreSQL', () => {
  let server: PostgresServer | null = null;
  let db: Kysely<Schema> | null = null;
  before(async () => {
    server = await startPostgres();
    if (server === null) return;
    const types = { getTypeParser: (oid: number) => (oid === 20 ? Number : pg.types.getTypeParser(oid)) };
    const pool = new pg.Pool({ connectionString: await server.createDatabase(), types: types as never });
    // The server may be told to end before it has read that a connection does.
    pool.on('error', () => {});
    db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    await migrate(db as never, 'postgres');
  });
  after(async () => {
    await db?.destroy();
    await server?.[Symbol.asyncDispose]();
  });
  promises(() => db);
});

it('keeps the SQL of each database apart', async () => {
  const query = prepareQuery((on, { id }: Placeholders<{ id: number }>) =>
    on.selectFrom('domains').select('name').where('id', '=', id),
  );
  const seen: string[] = [];
  const file = new DatabaseSync(':memory:');
  const sqlite = new Kysely<Schema>({ dialect: sqliteDialect(file), log: ({ query: { sql } }) => void seen.push(sql) });
  await migrate(sqlite as never, 'sqlite');
  seen.length = 0;
  const pool = {
    connect: async () => ({ query: async (sql: string) => ({ rows: seen.push(sql) && [] }), release() {} }),
  };
  const postgres = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool as never }) });
  for (const db of [sqlite, postgres, sqlite]) await query.all(db, { id: 1 });
  file.close();
  assert.deepEqual(seen, [
    'select "name" from "domains" where "id" = ?',
    'select "name" from "domains" where "id" = $1',
    'select "name" from "domains" where "id" = ?',
  ]);
});

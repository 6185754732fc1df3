import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts';
import { connectPostgres } from './connect-postgres.ts';
import type { Database } from './database.ts';
import { takeLease } from './leases.ts';

describe('a PostgreSQL whose connections break', () => {
  let server: PostgresServer | null = null;
  let url = '';
  let database: Database | null = null;
  before(async () => {
    server = await startPostgres();
    if (server === null) return;
    url = await server.createDatabase();
    database = await connectPostgres(url);
  });
  after(async () => {
    await database?.close();
    await server?.[Symbol.asyncDispose]();
  });

  const breakAll = async (): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
    await client.end();
  };
  const take = (name: string) => database?.write(takeLease, { name, owner: 'me', now: 1, expiresAt: 2 });

  it('is connected to again', async (context) => {
    if (database === null) return context.skip('no PostgreSQL on this machine');
    await database.check();
    assert.equal(await take('first'), true);
    await breakAll();
    assert.equal(await take('second'), true);
    await database.check();
  });

  it('refuses what was under way whole, and nothing that comes after', async (context) => {
    if (database === null) return context.skip('no PostgreSQL on this machine');
    const names = Array.from({ length: 400 }, (_, i) => `lease ${i}`);
    const writing = Promise.allSettled(names.map(take));
    await breakAll();
    const outcomes = await writing;
    assert.equal(await take('last'), true);
    const rows = await database.reader.selectFrom('leases').select('name').execute();
    const written = new Set(rows.map(({ name }) => name));
    for (const [i, { status }] of outcomes.entries())
      if (status === 'fulfilled') assert.ok(written.has(`lease ${i}`), `lease ${i} was acknowledged`);
  });
});

import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import type { Kysely } from 'kysely';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { connectPostgres } from './connect-postgres.ts';
import { createDomain } from './create-domain.ts';
import type { AuditRecord, Database, WriteOperation } from './database.ts';
import { findDomain } from './domains.ts';
import { takeLease } from './leases.ts';
import { migrate } from './migrate.ts';
import { sqliteWriteConnection } from './sqlite-connection.ts';
import { type WriteJob, writeBatch } from './write-batch.ts';

const lease = (name: string) => ({ name, owner: 'me', now: 1, expiresAt: 2 });

const domain = (name: string) => ({
  ...{ region: 'us-east-1', owner: '111122223333', name, encryptionKey: 'arn:key' },
  ...{ tags: [], now: 1, quotas: defaultQuotas },
});

const audited = (requestId: string): AuditRecord => ({
  ...{ at: 1, domainId: null, repositoryId: null, requestId, principal: 'anonymous' },
  ...{ action: 'test:Write', resource: '*', outcome: 'allowed', detail: {} },
});

/** Writes a lease, and then refuses. */
const refusing: WriteOperation<string, void> = {
  name: 'refusing',
  async run(tx, name) {
    await takeLease.run(tx, lease(name));
    throw new Error(`no ${name}`);
  },
};

const job = <Args>(operation: WriteOperation<Args, unknown>, args: Args, requestId: string): WriteJob => ({
  operation: operation as never,
  args,
  audit: [audited(requestId)],
});

describe('a batch of writes, on SQLite', () => {
  const file = new DatabaseSync(':memory:');
  const connection = sqliteWriteConnection(file);
  before(() => migrate(connection.db as unknown as Kysely<never>, 'sqlite'));
  after(() => file.close());

  const kept = async () => ({
    leases: (await connection.db.selectFrom('leases').select('name').orderBy('name').execute()).map(({ name }) => name),
    audit: (await connection.db.selectFrom('audit').select('request_id').orderBy('id').execute()).map(
      (row) => row.request_id,
    ),
  });
  const refused = (message: string) => ({ kind: 'refused', error: new Error(message) });

  it('keeps nothing of a lone job that is refused', async () => {
    assert.deepEqual(await writeBatch(connection, [job(refusing, 'a', '1')]), [refused('no a')]);
    assert.deepEqual(await kept(), { leases: [], audit: [] });
  });

  it('writes the others when some are refused, each once and in their order', async () => {
    const outcomes = await writeBatch(connection, [
      job(takeLease, lease('b'), '2'),
      job(refusing, 'c', '3'),
      job(takeLease, lease('d'), '4'),
      job(refusing, 'b', '5'),
    ]);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['written', 'refused', 'written', 'refused'],
    );
    assert.deepEqual([outcomes[1], outcomes[3]], [refused('no c'), refused('no b')]);
    assert.deepEqual(await kept(), { leases: ['b', 'd'], audit: ['2', '4'] });
  });

  it('refuses all when it cannot be completed', async () => {
    const broken = { ...connection, commit: () => Promise.reject(new Error('disk is full')) };
    const outcomes = await writeBatch(broken, [job(takeLease, lease('e'), '6'), job(takeLease, lease('f'), '7')]);
    assert.deepEqual(outcomes, [refused('disk is full'), refused('disk is full')]);
    assert.deepEqual(await kept(), { leases: ['b', 'd'], audit: ['2', '4'] });
  });
});

describe('a batch of writes, on PostgreSQL', () => {
  let server: PostgresServer | null = null;
  let database: Database | null = null;
  before(async () => {
    server = await startPostgres();
    if (server !== null) database = await connectPostgres(await server.createDatabase());
  });
  after(async () => {
    await database?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it('writes the others when some are refused', async (context) => {
    if (database === null) return context.skip('no PostgreSQL on this machine');
    const { write, reader } = database;
    // The first goes alone, and the others wait for it together.
    const names = ['one', 'two', 'one', 'three', 'two', 'four'];
    const settled = await Promise.allSettled(names.map((name) => write(createDomain, domain(name))));
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    for (const name of new Set(names)) assert.equal((await findDomain(reader, '111122223333', name))?.name, name);
  });
});

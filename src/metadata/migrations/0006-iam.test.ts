import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { createTestStore } from '../../../test/support/create-test-store.ts';
import { readGrants } from '../principals.ts';
import type { Db } from '../schema.ts';
import * as initial from './0001-initial.ts';
import * as sweep from './0002-sweep.ts';
import * as lookups from './0003-lookups.ts';
import * as iam from './0006-iam.ts';

const document = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const reading = document('codeartifact:List*');

/** Users as they were before. */
async function addUsers(db: Db): Promise<void> {
  const users = [
    sql`('111122223333', 'user', 'Admin', 'AIDA1', 'arn:1', ${JSON.stringify([document('*')])}, 5)`,
    sql`('111122223333', 'user', 'reader', 'AIDA2', 'arn:2', ${JSON.stringify([reading, document('sts:*')])}, 5)`,
  ];
  await sql`insert into principals (account, kind, name, unique_id, arn, policies, created_at)
    values ${sql.join(users)}`.execute(db);
}

it('carries the policies of users over, and their accounts', async () => {
  const store = await createTestStore();
  await store.beside(async (db) => {
    for (const { up } of [initial, sweep, lookups]) await up(db as never, store.engine);
    await addUsers(db);
    await iam.up(db as never, store.engine);
    assert.deepEqual(await readGrants(db, { id: 1, kind: 'user' }), {
      inline: [],
      attached: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess', document: null }],
      tags: [],
    });
    const { inline } = await readGrants(db, { id: 2, kind: 'user' });
    const holder = { kind: 'user', name: 'reader' };
    assert.deepEqual(inline, [
      { name: 'policy-1', document: reading, holder },
      { name: 'policy-2', document: document('sts:*'), holder },
    ]);
    const account = await db.selectFrom('accounts').select(['id', 'name', 'created_at']).executeTakeFirst();
    assert.deepEqual({ ...account }, { id: '111122223333', name: '111122223333', created_at: 5 });
    const keys = await db.selectFrom('principals').select(['name_key', 'path']).orderBy('id').executeTakeFirst();
    assert.deepEqual({ ...keys }, { name_key: 'admin', path: '/' });
  });
});

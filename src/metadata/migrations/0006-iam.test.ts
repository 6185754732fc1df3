import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { readGrants } from '../principals.ts';
import { kyselyOn } from '../sqlite-connection.ts';
import * as initial from './0001-initial.ts';
import * as sweep from './0002-sweep.ts';
import * as lookups from './0003-lookups.ts';
import * as iam from './0006-iam.ts';

it('carries the policies of users over, and their accounts', async () => {
  using database = new DatabaseSync(':memory:');
  const db = kyselyOn(database);
  for (const { up } of [initial, sweep, lookups]) await up(db as never, 'sqlite');
  const document = (action: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
  const add = database.prepare(
    'INSERT INTO principals (account, kind, name, unique_id, arn, policies, created_at) VALUES (?, ?, ?, ?, ?, ?, 5)',
  );
  const [account, reading] = ['111122223333', document('codeartifact:List*')];
  add.run(account, 'user', 'Admin', 'AIDA1', 'arn:1', JSON.stringify([document('*')]));
  add.run(account, 'user', 'reader', 'AIDA2', 'arn:2', JSON.stringify([reading, document('sts:*')]));
  await iam.up(db as never, 'sqlite');
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
  const accounts = database.prepare('SELECT id, name, created_at FROM accounts').all();
  assert.deepEqual({ ...accounts[0] }, { id: account, name: account, created_at: 5 });
  const keys = database.prepare('SELECT name_key, path FROM principals ORDER BY id').all();
  assert.deepEqual({ ...keys[0] }, { name_key: 'admin', path: '/' });
});

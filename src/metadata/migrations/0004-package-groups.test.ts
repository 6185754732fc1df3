import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { createTestStore } from '../../../test/support/create-test-store.ts';
import * as initial from './0001-initial.ts';
import { up } from './0004-package-groups.ts';
import type { Engine } from './column-types.ts';

type Empty = Kysely<Record<string, never>>;

const packages = 2500;

/** A store as it was before package groups, brought up to them. */
async function upgraded(
  db: Empty,
  engine: Engine,
): Promise<{ groups: unknown[]; looks: unknown[]; missing: unknown[] }> {
  await initial.up(db, engine);
  await sql`insert into domains (region, owner, name, encryption_key, repository_count, asset_size_bytes, change_seq, created_at)
    values ('us-east-1', '111122223333', 'acme', 'arn:key', 1, 0, 0, 5)`.execute(db);
  await sql`insert into repositories (domain_id, name, administrator, created_at) values (1, 'team', '111122223333', 6)`.execute(
    db,
  );
  const rows = Array.from(
    { length: packages },
    (_, i) => sql`(1, 'npm', ${`@Acme/left_${i}`}, 'Acme', ${`left_${i}`}, 1, 2, 0, 7)`,
  );
  await sql`insert into packages (repository_id, format, key, namespace, name, publish, upstream, changed_seq, created_at)
    values ${sql.join(rows)}`.execute(db);
  await up(db, engine);
  const query = async (text: string): Promise<unknown[]> => (await sql.raw(text).execute(db)).rows;
  return {
    groups: await query('select pattern, look, parent_id, publish, contact_info from package_groups'),
    looks: await query(
      `select domain_id, look from packages where name in ('left_0', 'left_${packages - 1}') order by id`,
    ),
    missing: await query("select id from packages where look = '' or domain_id = 0"),
  };
}

const expected = {
  groups: [{ pattern: '/*', look: '/', parent_id: null, publish: 1, contact_info: null }],
  looks: [
    { domain_id: 1, look: '/npm/acme/left-0' },
    { domain_id: 1, look: `/npm/acme/left-${packages - 1}` },
  ],
  missing: [],
};

it('gives a store that was there before its roots, and its packages their looks', async () => {
  const store = await createTestStore();
  const found = await store.beside((db) => upgraded(db as never, store.engine));
  assert.deepEqual(JSON.parse(JSON.stringify(found)), expected);
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import type { AuditRecord } from '../metadata/database.ts';
import { startReadTrail } from './read-trail.ts';

const record = (outcome: AuditRecord['outcome'], action = 'a'): AuditRecord => ({
  ...{ at: 1, domainId: 1, repositoryId: 1, requestId: 'r', principal: 'p', action, resource: 'x', outcome },
  detail: { httpMethod: 'GET' },
});

async function kept(reads: 'all' | 'sample' | 'off', records: readonly AuditRecord[]): Promise<number> {
  const database = await (await createTestStore()).connect();
  const failures: unknown[] = [];
  const trail = startReadTrail(database, { reads, onFailure: (error) => void failures.push(error) });
  trail.append(records);
  await trail.close();
  const { count } = await database.reader
    .selectFrom('audit')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await database.close();
  assert.deepEqual(failures, []);
  return Number(count);
}

it('writes thousands of records that came within a second', async () => {
  assert.equal(
    await kept(
      'all',
      Array.from({ length: 9000 }, () => record('allowed')),
    ),
    9000,
  );
});

it('keeps every refusal, whatever it keeps of the reads', async () => {
  const records = [...Array.from({ length: 100 }, () => record('allowed')), record('denied'), record('failed')];
  assert.deepEqual(
    [await kept('all', records), await kept('sample', records), await kept('off', records)],
    [102, 3, 2],
  );
});

it('keeps every credential that was given out, whatever it keeps of the reads', async () => {
  const actions = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetSessionToken'].map((name) => `sts:${name}`);
  const records = [record('allowed'), ...actions.map((action) => record('allowed', action))];
  assert.equal(await kept('off', [...records, record('allowed', 'codeartifact:GetAuthorizationToken')]), 4);
});

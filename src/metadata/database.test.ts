import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore, type TestStore } from '../../test/support/create-test-store.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { createDomain } from './create-domain.ts';
import type { AuditRecord, Database } from './database.ts';
import { takeLease } from './leases.ts';

let store: TestStore;
let database: Database;
before(async () => {
  store = await createTestStore();
  database = await store.connect();
});
after(() => database.close());

const record = (requestId: string): AuditRecord => ({
  ...{ at: 1, domainId: null, repositoryId: null, requestId, principal: 'p', action: 'a', resource: 'r' },
  ...{ outcome: 'allowed', detail: {} },
});
const makeDomain = (name: string, audit: readonly AuditRecord[] = []) => {
  const domain = { region: 'r', owner: '111122223333', name, encryptionKey: 'k', tags: [], now: 1 };
  return database.write(createDomain, { ...domain, quotas: { ...defaultQuotas, domainsPerAccount: 1000 } }, audit);
};
const take = (on: Database, name: string, owner: string) => on.write(takeLease, { name, owner, now: 1, expiresAt: 10 });
const domainNames = async (): Promise<string[]> =>
  (await database.reader.selectFrom('domains').select('name').orderBy('name').execute()).map(({ name }) => name);

describe('writes that come together', () => {
  it('are each whole or refused, whatever becomes of the others', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `d${String(i >> 1).padStart(2, '0')}`);
    const outcomes = await Promise.allSettled(names.map((name, i) => makeDomain(name, [record(`request ${i}`)])));
    for (const [i, outcome] of outcomes.entries())
      if (i % 2 === 0) assert.equal(outcome.status, 'fulfilled', `${names[i]}`);
      else if (outcome.status === 'fulfilled') assert.fail(`${names[i]} was made twice`);
      else assert.equal(outcome.reason.code, 'Conflict');
    assert.deepEqual(await domainNames(), [...new Set(names)]);
    const audit = await database.reader.selectFrom('audit').select('request_id').orderBy('id').execute();
    assert.deepEqual(
      audit.map(({ request_id }) => request_id),
      names.flatMap((_, i) => (i % 2 === 0 ? [`request ${i}`] : [])),
    );
  });

  it('are done one after the other, those of other processes among them', async () => {
    const other = await store.connect();
    const askers = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'this' : 'other'));
    const taken = await Promise.all(askers.map((asker) => take(asker === 'this' ? database : other, 'lease', asker)));
    await other.close();
    const winners = new Set(askers.filter((_, i) => taken[i]));
    const rows = await database.reader.selectFrom('leases').select(['name', 'owner']).execute();
    assert.deepEqual(
      rows.map(({ owner }) => owner),
      [...winners],
    );
  });
});

describe('a database', () => {
  it('writes only what its list of operations has', async () => {
    const unknown = { name: takeLease.name, run: () => Promise.resolve() };
    await assert.rejects(database.write(unknown, {}), /not in the list of write-operations/);
  });

  it('answers, and tells that something was committed where it can', async () => {
    await database.check();
    const other = await store.connect();
    const before = database.version();
    assert.equal(database.version(), before);
    await take(other, 'another', 'other');
    await new Promise((resolve) => setImmediate(resolve));
    if (store.engine === 'sqlite') assert.notEqual(database.version(), before);
    else assert.equal(before, null);
    await other.close();
  });
});

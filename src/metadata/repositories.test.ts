import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { associateConnection, disassociateConnection, listConnections } from './connections.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import type { Database } from './database.ts';
import { deleteDomain } from './delete-domain.ts';
import { deleteRepository } from './delete-repository.ts';
import { findDomain, listDomains } from './domains.ts';
import {
  findRepository,
  listRepositories,
  listRepositoriesInDomain,
  type RepositoriesOfDomain,
} from './repositories.ts';
import { listUpstreams } from './repository-upstreams.ts';
import { updateRepository } from './update-repository.ts';

const owner = '111122223333';
let database: Database;

const makeDomain = (name: string, account = owner) =>
  database.write(createDomain, {
    region: 'us-east-1',
    owner: account,
    name,
    encryptionKey: 'arn:key',
    tags: [],
    now: 1,
    quotas: defaultQuotas,
  });

const make = (domain: string, name: string, upstreams: string[] = []) =>
  database.write(createRepository, {
    owner,
    domain,
    name,
    administrator: owner,
    description: null,
    upstreams,
    tags: [{ key: 'team', value: 'a' }],
    now: 1,
    quotas: defaultQuotas,
  });

const setUpstreams = (domain: string, repository: string, upstreams: string[]) =>
  database.write(updateRepository, { owner, domain, repository, description: null, upstreams, quotas: defaultQuotas });

before(async () => {
  database = await (await createTestStore()).connect();
});
after(() => database.close());

describe('domains', () => {
  it('are listed by name, in pages, for their account alone', async () => {
    for (const name of ['list-b', 'list-a', 'list-c']) await makeDomain(name, '444455556666');
    const page = (after: string | null) => listDomains(database.reader, { owner: '444455556666', after, limit: 2 });
    assert.deepEqual(
      (await page(null)).map(({ name }) => name),
      ['list-a', 'list-b'],
    );
    assert.deepEqual(
      (await page('list-b')).map(({ name }) => name),
      ['list-c'],
    );
  });

  it('exist once, and ten to an account', async () => {
    for (let i = 0; i < 10; i++) await makeDomain(`quota-${i}`, '777788889999');
    await assert.rejects(makeDomain('quota-1', '777788889999'), { code: 'Conflict' });
    await assert.rejects(makeDomain('quota-10', '777788889999'), { code: 'ServiceQuotaExceeded' });
  });

  it('stay while they have a repository', async () => {
    await makeDomain('keeps');
    await make('keeps', 'one');
    await assert.rejects(database.write(deleteDomain, { owner, name: 'keeps' }), {
      code: 'Conflict',
      message: /'one'/,
    });
    assert.equal((await findDomain(database.reader, owner, 'keeps'))?.repositoryCount, 1);
    await database.write(deleteRepository, { owner, domain: 'keeps', repository: 'one', now: 2 });
    assert.equal((await database.write(deleteDomain, { owner, name: 'keeps' }))?.repositoryCount, 0);
    assert.equal(await database.write(deleteDomain, { owner, name: 'keeps' }), null);
  });
});

describe('repositories', () => {
  before(async () => {
    await makeDomain('acme');
    for (const name of ['store', 'team', 'app']) await make('acme', name);
  });

  const idOf = async (name: string): Promise<number> => {
    const domain = await findDomain(database.reader, owner, 'acme');
    return (await findRepository(database.reader, domain?.id ?? 0, name))?.id ?? 0;
  };

  it('keep the order of their upstreams and refuse cycles of any length', async () => {
    await setUpstreams('acme', 'app', ['team', 'store']);
    assert.deepEqual(await listUpstreams(database.reader, await idOf('app')), ['team', 'store']);
    await setUpstreams('acme', 'app', ['store', 'team']);
    assert.deepEqual(await listUpstreams(database.reader, await idOf('app')), ['store', 'team']);
    await setUpstreams('acme', 'team', ['store']);
    for (const [repository, upstream] of [
      ['store', 'app'],
      ['store', 'team'],
      ['store', 'store'],
    ] as const)
      await assert.rejects(setUpstreams('acme', repository, [upstream]), { code: 'Validation', message: /of itself/ });
    assert.deepEqual(await listUpstreams(database.reader, await idOf('store')), []);
  });

  it('refuse upstreams that are missing, named twice or too many, and change nothing then', async () => {
    await assert.rejects(make('acme', 'new', ['absent']), { code: 'ResourceNotFound', message: /acme\/absent/ });
    assert.equal(await idOf('new'), 0);
    await assert.rejects(setUpstreams('acme', 'app', ['team', 'team']), { code: 'Validation' });
    const many = Array.from({ length: 11 }, (_, i) => `upstream-${i}`);
    await assert.rejects(setUpstreams('acme', 'app', many), { code: 'ServiceQuotaExceeded' });
    assert.deepEqual(await listUpstreams(database.reader, await idOf('app')), ['store', 'team']);
  });

  it('hold one external connection', async () => {
    const args = { owner, domain: 'acme', repository: 'store', quotas: defaultQuotas };
    await database.write(associateConnection, { ...args, connection: 'public:one' });
    await assert.rejects(database.write(associateConnection, { ...args, connection: 'public:one' }), {
      code: 'Conflict',
    });
    await assert.rejects(database.write(associateConnection, { ...args, connection: 'public:two' }), {
      code: 'Validation',
    });
    assert.deepEqual(await listConnections(database.reader, await idOf('store')), ['public:one']);
    await database.write(disassociateConnection, { ...args, connection: 'public:one' });
    await assert.rejects(database.write(disassociateConnection, { ...args, connection: 'public:one' }), {
      code: 'ResourceNotFound',
    });
  });

  it('are listed by name, by prefix and in pages', async () => {
    const { id: domainId } = await makeDomain('listing');
    for (const name of ['b2', 'a1', 'b1', 'c1']) await make('listing', name);
    const all = { domainId, administrator: null, prefix: null, after: null, limit: 10 };
    const names = async (query: Partial<RepositoriesOfDomain>) =>
      (await listRepositoriesInDomain(database.reader, { ...all, ...query })).map(({ name }) => name);
    assert.deepEqual(await names({}), ['a1', 'b1', 'b2', 'c1']);
    assert.deepEqual(await names({ prefix: 'b' }), ['b1', 'b2']);
    assert.deepEqual(await names({ after: 'b1', limit: 1 }), ['b2']);
    const mine = await listRepositories(database.reader, { administrator: owner, prefix: 'b', after: null, limit: 1 });
    assert.deepEqual(
      mine.map(({ name, domain }) => [domain.name, name]),
      [['listing', 'b1']],
    );
    const [first] = mine;
    assert.ok(first);
    const next = await listRepositories(database.reader, { administrator: owner, prefix: 'b', after: first, limit: 5 });
    assert.deepEqual(
      next.map(({ name }) => name),
      ['b2'],
    );
  });

  it('leave the upstream lists of others when they are deleted', async () => {
    await makeDomain('gone');
    await make('gone', 'below');
    await make('gone', 'above', ['below']);
    await database.write(deleteRepository, { owner, domain: 'gone', repository: 'below', now: 3 });
    const domain = await findDomain(database.reader, owner, 'gone');
    const above = await findRepository(database.reader, domain?.id ?? 0, 'above');
    assert.deepEqual(await listUpstreams(database.reader, above?.id ?? 0), []);
    assert.equal(domain?.repositoryCount, 1);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListPackages } from '@aws-sdk/client-codeartifact';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
  for (const [namespace, name] of [
    ['b', 'one'],
    ['a', 'two'],
    ['a', 'one'],
    ['abc', 'tool'],
  ] as const)
    await publishGeneric(server.codeartifact, { repository: 'team', namespace, name, version: '1' });
  await publishGeneric(server.codeartifact, { repository: 'store', namespace: 'a', name: 'upstream', version: '1' });
});
after(() => server[Symbol.asyncDispose]());

describe('ListPackages: validation', () => {
  it('refuses a namespace without a format', () =>
    assert.rejects(server.codeartifact.listPackages({ domain: 'acme', repository: 'team', namespace: 'a' }), {
      name: 'ValidationException',
      message: /'format'/,
    }));
});

describe('ListPackages: permissions', () => {
  it('needs ListPackages on the repository', () =>
    refusesWithout({
      action: 'codeartifact:ListPackages',
      call: (client) => client.listPackages({ domain: 'acme', repository: 'team' }),
    }));
});

describe('ListPackages: behaviour', () => {
  const list = async (filter: object, pageSize = 2) => {
    const input = { domain: 'acme', repository: 'team', ...filter };
    const found: string[] = [];
    for await (const { packages } of paginateListPackages({ client: server.codeartifact, pageSize }, input))
      found.push(...(packages ?? []).map((summary) => `${summary.namespace}/${summary.package}`));
    return found;
  };

  it('lists what the repository itself keeps, in pages of any size', async () => {
    const all = ['a/one', 'a/two', 'abc/tool', 'b/one'];
    for (const pageSize of [1, 2, 3, 4, 100]) assert.deepEqual(await list({}, pageSize), all);
  });

  it('filters by the beginning of the namespace and of the name', async () => {
    assert.deepEqual(await list({ format: 'generic', namespace: 'a' }), ['a/one', 'a/two', 'abc/tool']);
    assert.deepEqual(await list({ packagePrefix: 'o' }, 1), ['a/one', 'b/one']);
    assert.deepEqual(await list({ format: 'generic', namespace: 'ab', packagePrefix: 't' }), ['abc/tool']);
    assert.deepEqual(await list({ packagePrefix: '%' }), []);
  });

  it('filters by origin controls, and shows them', async () => {
    assert.deepEqual(await list({ publish: 'BLOCK' }), []);
    assert.equal((await list({ publish: 'ALLOW', upstream: 'BLOCK' })).length, 4);
    const { packages } = await server.codeartifact.listPackages({ domain: 'acme', repository: 'team', maxResults: 1 });
    assert.deepEqual(packages, [
      {
        format: 'generic',
        namespace: 'a',
        package: 'one',
        originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
      },
    ]);
  });

  it('goes on from names that are as long as they may be', async () => {
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'long' });
    const names = ['漢'.repeat(255), '字'.repeat(255), '😀'.repeat(255)];
    for (const name of names)
      await publishGeneric(server.codeartifact, { repository: 'long', namespace: name, name, version: '1' });
    assert.equal(new Set(await list({ repository: 'long' }, 1)).size, 3);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListAssociatedPackages } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], app: [] } });
  for (const name of ['foo', 'foo-a', 'foo-b', 'foo.c', 'food', 'Foo-d', 'bar']) await add(`ns/${name}`);
  await add('ns/foo-a', 'app');
  await add('other/foo');
});
after(() => server[Symbol.asyncDispose]());

async function add(path: string, repository = 'team'): Promise<void> {
  const [namespace, name = ''] = path.split('/');
  await server.codeartifact.putPackageOriginConfiguration({
    ...{ domain, repository, format: 'generic', namespace, package: name },
    restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
  });
}

async function list(packageGroup: string, preview = false, pageSize = 100): Promise<string[]> {
  const input = { domain, packageGroup, ...(preview && { preview }) };
  const pages = paginateListAssociatedPackages({ client: server.codeartifact, pageSize }, input);
  const seen = await Array.fromAsync(pages, ({ packages }) => packages ?? []);
  return seen
    .flat()
    .map((found) => `${found.namespace}/${found.package}${found.associationType === 'WEAK' ? '?' : ''}`);
}

describe('ListAssociatedPackages: validation', () => {
  it('refuses a preview of what cannot be a pattern', () =>
    assert.rejects(list('/generic/ns/foo*', true), { name: 'ValidationException', message: /use '~'/ }));

  it('refuses a token of another group', async () => {
    const { nextToken } = await server.codeartifact.listAssociatedPackages({
      ...{ domain, packageGroup: '/*', maxResults: 1 },
    });
    assert.ok(nextToken);
    const other = { domain, packageGroup: '/generic/*', preview: true, nextToken };
    await assert.rejects(server.codeartifact.listAssociatedPackages(other), { name: 'ValidationException' });
  });
});

describe('ListAssociatedPackages: permissions', () => {
  it('needs ListAssociatedPackages on the group', () =>
    refusesWithout({
      action: 'codeartifact:ListAssociatedPackages',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/%2a',
      call: (client) => client.listAssociatedPackages({ domain, packageGroup: '/*' }),
    }));
});

describe('ListAssociatedPackages: behaviour', () => {
  it('shows what a group would hold, its look-alikes marked, each package once', async () => {
    assert.deepEqual(await list('/generic/ns/foo~', true), [
      ...['ns/foo', 'ns/foo-a', 'ns/foo-b', 'ns/foo.c', 'ns/Foo-d?'],
    ]);
    assert.deepEqual(await list('/generic/ns/foo-*', true), ['ns/foo-a', 'ns/foo-b', 'ns/foo.c?', 'ns/Foo-d?']);
    assert.deepEqual(await list('/generic/ns/foo$', true), ['ns/foo']);
    assert.deepEqual(await list('/generic/*', true), [
      ...['ns/bar', 'ns/foo', 'ns/foo-a', 'ns/foo-b', 'ns/foo.c', 'ns/Foo-d', 'ns/food', 'other/foo'],
    ]);
    assert.deepEqual(await list('/npm/*', true), []);
  });

  it('does not find a group that is not there without a preview', () =>
    assert.rejects(list('/generic/ns/foo~'), { name: 'ResourceNotFoundException' }));

  it('leaves out what belongs to more specific groups, page by page', async () => {
    for (const packageGroup of ['/generic/ns/*', '/generic/ns/foo~', '/generic/ns/foo-b$'])
      await server.codeartifact.createPackageGroup({ domain, packageGroup });
    assert.deepEqual(await list('/*', false, 1), ['other/foo']);
    assert.deepEqual(await list('/generic/ns/*', false, 1), ['ns/bar', 'ns/food']);
    assert.deepEqual(await list('/generic/ns/foo~', false, 2), ['ns/foo', 'ns/foo-a', 'ns/foo.c', 'ns/Foo-d?']);
    assert.deepEqual(await list('/generic/ns/foo-b$'), ['ns/foo-b']);
    assert.deepEqual(await list('/generic/ns/foo-*', true), ['ns/foo-a', 'ns/foo.c?', 'ns/Foo-d?']);
  });

  it('passes over many packages of a more specific group', async () => {
    for (let i = 0; i < 450; i++) await add(`big/part-${i}`);
    await add('big/zero');
    await server.codeartifact.createPackageGroup({ domain, packageGroup: '/generic/big/part~' });
    assert.deepEqual(await list('/generic/big/*', true), ['big/zero']);
    assert.equal((await list('/generic/big/part~')).length, 450);
  });
});

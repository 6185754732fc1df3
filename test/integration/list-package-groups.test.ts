import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListPackageGroups } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
const patterns = ['/*', '/generic/*', '/npm/*', '/npm/acme/*', '/npm/acme/cli$', '/npm/acme~', '/pypi//acme~'];
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  for (const packageGroup of patterns.slice(1).reverse())
    await server.codeartifact.createPackageGroup({ domain, packageGroup });
});
after(() => server[Symbol.asyncDispose]());

const list = async (prefix?: string) => {
  const { packageGroups } = await server.codeartifact.listPackageGroups({
    domain,
    ...(prefix !== undefined && { prefix }),
  });
  return packageGroups?.map(({ pattern }) => pattern);
};

describe('ListPackageGroups: validation', () => {
  it('refuses pages of more than a thousand, and a token of another question', async () => {
    await assert.rejects(server.codeartifact.listPackageGroups({ domain, maxResults: 1001 }), {
      name: 'ValidationException',
    });
    const { nextToken } = await server.codeartifact.listPackageGroups({ domain, maxResults: 1 });
    assert.ok(nextToken);
    await assert.rejects(server.codeartifact.listPackageGroups({ domain, nextToken, prefix: '/npm' }), {
      name: 'ValidationException',
      message: /nextToken/,
    });
  });
});

describe('ListPackageGroups: permissions', () => {
  it('needs ListPackageGroups on the domain', () =>
    refusesWithout({
      action: 'codeartifact:ListPackageGroups',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme',
      call: (client) => client.listPackageGroups({ domain }),
    }));
});

describe('ListPackageGroups: behaviour', () => {
  it('lists all in the order of their patterns, page by page', async () => {
    const pages = paginateListPackageGroups({ client: server.codeartifact, pageSize: 3 }, { domain });
    const seen = await Array.fromAsync(pages, ({ packageGroups }) => packageGroups?.map(({ pattern }) => pattern));
    assert.deepEqual(seen.flat(), patterns);
    assert.deepEqual(
      seen.map((page) => page?.length),
      [3, 3, 1],
    );
  });

  it('lists those that begin with a prefix', async () => {
    assert.deepEqual(await list('/npm/acme/'), ['/npm/acme/*', '/npm/acme/cli$']);
    assert.deepEqual(await list('/maven'), []);
    assert.deepEqual(await list(''), patterns);
  });

  it('says of each what a description says', async () => {
    const { packageGroups } = await server.codeartifact.listPackageGroups({ domain, prefix: '/npm/acme/cli' });
    const { packageGroup } = await server.codeartifact.describePackageGroup({ domain, packageGroup: '/npm/acme/cli$' });
    assert.deepEqual(packageGroups, [packageGroup]);
  });

  it('pages past patterns too long for a token to hold', async () => {
    await server.codeartifact.createDomain({ domain: 'long' });
    const long = ['a', 'b'].map((end) => `/generic/${'\u{1d4d0}'.repeat(250)}/${'\u{1d4d0}'.repeat(250)}${end}~`);
    for (const packageGroup of long) await server.codeartifact.createPackageGroup({ domain: 'long', packageGroup });
    const pages = paginateListPackageGroups({ client: server.codeartifact, pageSize: 1 }, { domain: 'long' });
    const seen = await Array.fromAsync(pages, ({ packageGroups }) => packageGroups?.[0]?.pattern);
    assert.deepEqual(
      seen.filter((pattern) => pattern !== undefined),
      ['/*', ...long],
    );
  });
});

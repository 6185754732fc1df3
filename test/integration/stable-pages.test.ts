import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface Paging {
  readonly maxResults: number;
  readonly nextToken?: string;
}

interface Listed {
  readonly names: readonly (string | undefined)[];
  readonly nextToken: string | undefined;
}

/** A list whose items can come and go one by one. */
interface Changing {
  list(paging: Paging): Promise<Listed>;
  add(name: string): Promise<unknown>;
  /** null: items of it cannot go. */
  readonly remove: ((name: string) => Promise<unknown>) | null;
}

const nameOf = (i: number): string => `item-${String(i).padStart(3, '0')}`;
const numberOf = (name: string): number => Number(/\d{3}/.exec(name)?.[0]);

const first = 20;
const last = 78;
const pageSize = 4;

/**
 * Reads page after page. After each, what was shown last and what would be shown next go, and others come before and behind
 * that place. What was there all the time has to be shown once, and nothing twice.
 */
async function readWhileItChanges({ list, add, remove }: Changing): Promise<void> {
  const touched = new Set<string>();
  const present = new Set<string>();
  for (let i = first; i <= last; i += 2) {
    await add(nameOf(i));
    present.add(nameOf(i));
  }
  const all = [...present];
  const seen: string[] = [];
  let nextToken: string | undefined;
  let order = 0;
  for (let pages = 0; pages < 60; pages++) {
    const page: Listed = await list({ maxResults: pageSize, ...(nextToken !== undefined && { nextToken }) });
    const names = page.names.flatMap((name) => (name !== undefined && /item-\d{3}/.test(name) ? [name] : []));
    seen.push(...names.map((name) => nameOf(numberOf(name))));
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
    const [before, end] = seen.slice(-2).map(numberOf);
    if (before === undefined || end === undefined) continue;
    order = Math.sign(end - before);
    const going = [nameOf(end), nameOf(end + 2 * order)].filter((name) => present.has(name));
    const coming = [nameOf(end - order), nameOf(end + order * 5)].filter((name) => !touched.has(name));
    for (const name of [...going, ...coming]) touched.add(name);
    if (remove !== null) for (const name of going) await remove(name);
    for (const name of going) present.delete(name);
    for (const name of coming) await add(name);
  }
  assert.equal(nextToken, undefined, 'there is no end of it');
  assert.deepEqual(seen, [...new Set(seen)], 'something was shown twice');
  const steady = all.filter((name) => !touched.has(name));
  assert.deepEqual(
    steady.filter((name) => !seen.includes(name)),
    [],
    'something was left out',
  );
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => order * (numberOf(a) - numberOf(b))),
  );
  assert.ok(touched.size >= 10, `${touched.size} changes`);
}

describe('pages of a list', () => {
  it('have 100 packages, 50 versions and 50 repositories unless asked for another size, 1000 at most', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const { codeartifact } = server;
    const generic = { domain: 'acme', repository: 'app', format: 'generic' as const };
    const restrictions = { publish: 'ALLOW', upstream: 'BLOCK' } as const;
    for (let i = 0; i < 102; i++)
      await codeartifact.putPackageOriginConfiguration({ ...generic, package: `p-${i}`, restrictions });
    for (let i = 0; i < 52; i++) {
      await codeartifact.createRepository({ domain: 'acme', repository: `r-${i}` });
      await publishGeneric(codeartifact, { repository: 'app', name: 'p-0', version: `${i}` });
    }
    const [packages, versions, inDomain, all] = await Promise.all([
      codeartifact.listPackages(generic),
      codeartifact.listPackageVersions({ ...generic, package: 'p-0' }),
      codeartifact.listRepositoriesInDomain({ domain: 'acme' }),
      codeartifact.listRepositories({}),
    ]);
    const sizes = [packages.packages, versions.versions, inDomain.repositories, all.repositories];
    assert.deepEqual(
      sizes.map((list) => list?.length),
      [100, 50, 50, 50],
    );
    assert.equal((await codeartifact.listPackages({ ...generic, maxResults: 1000 })).packages?.length, 102);
    for (const maxResults of [0, 1001])
      await assert.rejects(codeartifact.listPackages({ ...generic, maxResults }), { name: 'ValidationException' });
    const { nextToken = '' } = packages;
    assert.match(nextToken, /^[\w-]{1,2000}$/);
    for (const other of [{ packagePrefix: 'p' }, { publish: 'ALLOW' as const }, { repository: 'r-1' }])
      await assert.rejects(codeartifact.listPackages({ ...generic, ...other, nextToken }), {
        name: 'ValidationException',
        message: /nextToken/,
      });
  });
});

describe('pages of a list that changes while it is read', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      repositories: { app: [] },
      env: { COFFER_QUOTAS: '{"domainsPerAccount": 100}' },
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const domain = 'acme';
  const inApp = { domain, repository: 'app' };
  const generic = { ...inApp, format: 'generic' as const };

  it('ListPackages', () =>
    readWhileItChanges({
      async list(paging) {
        const { packages = [], nextToken } = await server.codeartifact.listPackages({ ...inApp, ...paging });
        return { names: packages.map((one) => one.package), nextToken };
      },
      add: (name) => publishGeneric(server.codeartifact, { repository: 'app', name, version: '1' }),
      remove: (name) => server.codeartifact.deletePackage({ ...generic, package: name }),
    }));

  it('ListPackages by prefix and controls', () =>
    readWhileItChanges({
      async list(paging) {
        const filter = { packagePrefix: 'pre-', publish: 'ALLOW' } as const;
        const { packages = [], nextToken } = await server.codeartifact.listPackages({ ...inApp, ...filter, ...paging });
        return { names: packages.map((one) => one.package), nextToken };
      },
      add: (name) => publishGeneric(server.codeartifact, { repository: 'app', name: `pre-${name}`, version: '1' }),
      remove: (name) => server.codeartifact.deletePackage({ ...generic, package: `pre-${name}` }),
    }));

  for (const sortBy of [undefined, 'PUBLISHED_TIME'] as const)
    it(`ListPackageVersions${sortBy === undefined ? '' : ' by time'}`, () => {
      const name = `versions-${sortBy}`;
      let added = 0;
      return readWhileItChanges({
        async list(paging) {
          const asked = { ...generic, package: name, ...(sortBy !== undefined && { sortBy }), ...paging };
          const { versions = [], nextToken } = await server.codeartifact.listPackageVersions(asked);
          return { names: versions.map((one) => one.version), nextToken };
        },
        async add(version) {
          added += 1;
          // What comes later is the latest: it belongs before the first page.
          if (sortBy !== undefined && added > (last - first) / 2 + 1) return;
          await publishGeneric(server.codeartifact, { repository: 'app', name, version });
        },
        remove: (version) =>
          server.codeartifact.deletePackageVersions({ ...generic, package: name, versions: [version] }),
      });
    });

  it('ListPackageVersionAssets', () =>
    readWhileItChanges({
      async list(paging) {
        const version = { ...generic, package: 'assets', packageVersion: '1' };
        const { assets = [], nextToken } = await server.codeartifact.listPackageVersionAssets({
          ...version,
          ...paging,
        });
        return { names: assets.map((one) => one.name), nextToken };
      },
      add: (asset) =>
        publishGeneric(server.codeartifact, {
          ...{ repository: 'app', name: 'assets', version: '1', asset, unfinished: true },
        }),
      remove: null,
    }));

  it('ListPackageVersionAssets of a version that was deleted and published again', async () => {
    const publish = async (...assets: string[]): Promise<void> => {
      for (const asset of assets)
        await publishGeneric(server.codeartifact, {
          ...{ repository: 'app', name: 'again', version: '1', asset, unfinished: true },
        });
    };
    const list = (paging: Paging) =>
      server.codeartifact.listPackageVersionAssets({ ...generic, package: 'again', packageVersion: '1', ...paging });
    await publish('a', 'b', 'c', 'd');
    const page = await list({ maxResults: 2 });
    await server.codeartifact.deletePackageVersions({ ...generic, package: 'again', versions: ['1'] });
    await publish('a', 'c', 'e');
    const { assets = [] } = await list({ maxResults: 9, nextToken: page.nextToken ?? '' });
    assert.deepEqual(
      assets.map(({ name }) => name),
      ['c', 'e'],
    );
  });

  const repository = (name: string) => ({ domain, repository: name });
  const repositories: Pick<Changing, 'add' | 'remove'> = {
    add: (name) => server.codeartifact.createRepository(repository(name)),
    remove: (name) => server.codeartifact.deleteRepository(repository(name)),
  };
  const clear = async (): Promise<void> => {
    const { repositories: found = [] } = await server.codeartifact.listRepositoriesInDomain({
      domain,
      maxResults: 1000,
    });
    for (const { name = '' } of found) if (name !== 'app') await server.codeartifact.deleteRepository(repository(name));
  };

  it('ListRepositories', async () => {
    await readWhileItChanges({
      ...repositories,
      async list(paging) {
        const { repositories: found = [], nextToken } = await server.codeartifact.listRepositories(paging);
        return { names: found.map(({ name }) => name), nextToken };
      },
    });
    await clear();
  });

  it('ListRepositoriesInDomain', async () => {
    await readWhileItChanges({
      ...repositories,
      async list(paging) {
        const asked = { domain, repositoryPrefix: 'it', ...paging };
        const { repositories: found = [], nextToken } = await server.codeartifact.listRepositoriesInDomain(asked);
        return { names: found.map(({ name }) => name), nextToken };
      },
    });
    await clear();
  });

  it('ListDomains', () =>
    readWhileItChanges({
      async list(paging) {
        const { domains = [], nextToken } = await server.codeartifact.listDomains(paging);
        return { names: domains.map(({ name }) => name), nextToken };
      },
      add: (name) => server.codeartifact.createDomain({ domain: name }),
      remove: (name) => server.codeartifact.deleteDomain({ domain: name }),
    }));

  const groups = (prefix: string): Pick<Changing, 'add' | 'remove'> => ({
    add: (name) => server.codeartifact.createPackageGroup({ domain, packageGroup: `${prefix}${name}/*` }),
    remove: (name) => server.codeartifact.deletePackageGroup({ domain, packageGroup: `${prefix}${name}/*` }),
  });

  it('ListPackageGroups', () =>
    readWhileItChanges({
      ...groups('/npm/'),
      async list(paging) {
        const asked = { domain, prefix: '/npm/', ...paging };
        const { packageGroups = [], nextToken } = await server.codeartifact.listPackageGroups(asked);
        return { names: packageGroups.map(({ pattern }) => pattern), nextToken };
      },
    }));

  it('ListSubPackageGroups', async () => {
    await server.codeartifact.createPackageGroup({ domain, packageGroup: '/maven/*' });
    await readWhileItChanges({
      ...groups('/maven/'),
      async list(paging) {
        const asked = { domain, packageGroup: '/maven/*', ...paging };
        const { packageGroups = [], nextToken } = await server.codeartifact.listSubPackageGroups(asked);
        return { names: packageGroups.map(({ pattern }) => pattern), nextToken };
      },
    });
  });

  it('ListAssociatedPackages', () =>
    readWhileItChanges({
      async list(paging) {
        const asked = { domain, packageGroup: '/generic/mine/*', preview: true, ...paging };
        const { packages = [], nextToken } = await server.codeartifact.listAssociatedPackages(asked);
        return { names: packages.map((one) => one.package), nextToken };
      },
      add: (name) => publishGeneric(server.codeartifact, { repository: 'app', namespace: 'mine', name, version: '1' }),
      remove: (name) => server.codeartifact.deletePackage({ ...generic, namespace: 'mine', package: name }),
    }));

  it('ListAllowedRepositoriesForGroup', async () => {
    const group = { domain, packageGroup: '/nuget/*' };
    await server.codeartifact.createPackageGroup(group);
    const restrictions = { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' } as const;
    await server.codeartifact.updatePackageGroupOriginConfiguration({ ...group, restrictions });
    for (let i = first; i <= last + 12; i++) await server.codeartifact.createRepository(repository(nameOf(i)));
    const listed = (name: string) => [{ repositoryName: name, originRestrictionType: 'PUBLISH' as const }];
    await readWhileItChanges({
      async list(paging) {
        const asked = { ...group, originRestrictionType: 'PUBLISH' as const, ...paging };
        const { allowedRepositories, nextToken } = await server.codeartifact.listAllowedRepositoriesForGroup(asked);
        return { names: allowedRepositories ?? [], nextToken };
      },
      add: (name) =>
        server.codeartifact.updatePackageGroupOriginConfiguration({ ...group, addAllowedRepositories: listed(name) }),
      remove: (name) =>
        server.codeartifact.updatePackageGroupOriginConfiguration({
          ...group,
          removeAllowedRepositories: listed(name),
        }),
    });
  });
});

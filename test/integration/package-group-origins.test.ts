import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type {
  PackageGroupOriginRestrictionMode,
  PackageGroupOriginRestrictionType,
} from '@aws-sdk/client-codeartifact';
import { publishDocument, type RawRegistry, rawRegistry, tarball } from '../../conformance/npm/raw-requests.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { npmPackumentPath, publishNpm } from '../support/fake-upstream/npm-packages.ts';
import { publishGeneric } from '../support/publish-generic.ts';
import { publishWheel } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
const chain = { store: [], team: ['store'], app: ['team'] };
let upstream: FakeUpstream;
let server: TestServer;
const registries = new Map<string, RawRegistry>();
before(async () => {
  upstream = await startFakeUpstream();
  server = await startServer({
    repositories: chain,
    connections: { store: 'public:npmjs' },
    externalConnections: { 'public:npmjs': upstream.url.href },
  });
  for (const name of Object.keys(chain)) registries.set(name, await rawRegistry(server, name));
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

let scope = '';
let scopes = 0;
/** Each test has a scope of its own, and a group for it. */
beforeEach(async () => {
  scopes += 1;
  scope = `scope${scopes}`;
  await server.codeartifact.createPackageGroup({ domain, packageGroup: `/npm/${scope}/*` });
});

const registry = (name: string): RawRegistry => registries.get(name) as RawRegistry;
const get = (repository: string, name: string) => registry(repository).ask('GET', `@${scope}%2f${name}`);
const shown = async (repository: string, name: string): Promise<string[] | number> => {
  const { status, body } = await get(repository, name);
  return status === 200 ? Object.keys((body as { versions: object }).versions) : status;
};
const download = async (repository: string, name: string, version = '1.0.0'): Promise<number> => {
  const { endpoint, authorization } = registry(repository);
  const url = `${endpoint}@${scope}/${name}/-/${name}-${version}.tgz`;
  const response = await fetch(url, { headers: { authorization } });
  await response.arrayBuffer();
  return response.status;
};
const publish = async (repository: string, short: string, version = '1.0.0') => {
  const name = `@${scope}/${short}`;
  const bytes = await tarball({ name, version });
  return registry(repository).ask('PUT', name.replace('/', '%2f'), publishDocument({ name, version, bytes }));
};
const restrict = (
  restrictions: Partial<Record<PackageGroupOriginRestrictionType, PackageGroupOriginRestrictionMode>>,
  add: [type: PackageGroupOriginRestrictionType, repository: string][] = [],
  packageGroup = `/npm/${scope}/*`,
) =>
  server.codeartifact.updatePackageGroupOriginConfiguration({
    ...{ domain, packageGroup, restrictions },
    addAllowedRepositories: add.map(([originRestrictionType, repositoryName]) => ({
      ...{ originRestrictionType, repositoryName },
    })),
  });
const kept = async (repository: string, name: string): Promise<string[]> => {
  const listed = { domain, repository, format: 'npm', namespace: scope, package: name } as const;
  const { versions } = await server.codeartifact.listPackageVersions(listed);
  return versions?.flatMap(({ version }) => version ?? []) ?? [];
};

describe('what a package group keeps from being published', () => {
  it('is refused by name, in every repository', async () => {
    await restrict({ PUBLISH: 'BLOCK' });
    for (const repository of ['store', 'app']) {
      const { status, error } = await publish(repository, 'left');
      assert.equal(status, 409);
      assert.match(error, new RegExp(`'${scope}/left' is blocked by the package group '/npm/${scope}/\\*'`));
    }
    assert.equal(await shown('app', 'left'), 404);
  });

  it('is published where the group allows the repository', async () => {
    await restrict({ PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' }, [['PUBLISH', 'team']]);
    assert.match((await publish('app', 'left')).error, /allows specific repositories only/);
    assert.equal((await publish('team', 'left')).status, 201);
    assert.deepEqual(await shown('app', 'left'), ['1.0.0']);
  });

  it('goes by the nearest group that says anything, and again once that is gone', async () => {
    const exact = `/npm/${scope}/left$`;
    await restrict({ PUBLISH: 'BLOCK' });
    await server.codeartifact.createPackageGroup({ domain, packageGroup: exact });
    assert.match((await publish('app', 'left')).error, new RegExp(`/npm/${scope}/\\*`));
    await restrict({ PUBLISH: 'ALLOW' }, [], exact);
    assert.equal((await publish('app', 'left')).status, 201);
    await server.codeartifact.deletePackageGroup({ domain, packageGroup: exact });
    assert.equal((await publish('app', 'left', '1.1.0')).status, 409);
    assert.deepEqual(await kept('app', 'left'), ['1.0.0']);
  });

  it('stays blocked by the package where the group allows it', async () => {
    await restrict({ PUBLISH: 'ALLOW' });
    await server.codeartifact.putPackageOriginConfiguration({
      ...{ domain, repository: 'app', format: 'npm', namespace: scope, package: 'left' },
      restrictions: { publish: 'BLOCK', upstream: 'ALLOW' },
    });
    assert.match((await publish('app', 'left')).error, /package's origin controls/);
    assert.equal((await publish('team', 'left')).status, 201);
  });

  it('is refused of any spelling that the format takes for the same package', async () => {
    const [name, packageGroup] = [`Acme_Lib.${scope}`, `/pypi//acme-lib~`];
    await server.codeartifact.createPackageGroup({ domain, packageGroup });
    await restrict({ PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' }, [['PUBLISH', 'team']], packageGroup);
    await assert.rejects(publishWheel(server, 'app', name, '1.0'), /package group '\/pypi\/\/acme-lib~'/);
    await publishWheel(server, 'team', name, '1.0');
  });

  it('is refused through the API too', async () => {
    await server.codeartifact.createPackageGroup({ domain, packageGroup: `/generic/${scope}/*` });
    await restrict({ PUBLISH: 'BLOCK' }, [], `/generic/${scope}/*`);
    const upload = { repository: 'app', namespace: scope, name: 'left', version: '1' };
    await assert.rejects(publishGeneric(server.codeartifact, upload), { name: 'ConflictException', message: /group/ });
  });
});

describe('what a package group keeps from coming in through an external connection', () => {
  it('is not shown, not fetched, not even asked for', async () => {
    const name = `@${scope}/left`;
    await publishNpm(upstream, { name, version: '1.0.0' });
    await restrict({ EXTERNAL_UPSTREAM: 'BLOCK' });
    const { status, error } = await get('app', 'left');
    assert.equal(status, 404);
    assert.match(error, new RegExp(`blocked by the package group '/npm/${scope}/\\*' \\(EXTERNAL_UPSTREAM=BLOCK\\)`));
    assert.equal(await download('app', 'left'), 404);
    assert.equal((await publish('app', 'left')).status, 201);
    assert.equal(upstream.count(npmPackumentPath(name)), 0);
  });

  it('is seen as soon as the group allows it, and not any more once it does not', async () => {
    await publishNpm(upstream, { name: `@${scope}/left`, version: '1.0.0' });
    await publishNpm(upstream, { name: `@${scope}/left`, version: '1.1.0' });
    assert.deepEqual(await shown('app', 'left'), ['1.0.0', '1.1.0']);
    assert.equal(await download('app', 'left'), 200);
    await restrict({ EXTERNAL_UPSTREAM: 'BLOCK' });
    assert.deepEqual(await shown('app', 'left'), ['1.0.0']);
    assert.deepEqual([await download('app', 'left'), await download('app', 'left', '1.1.0')], [200, 404]);
    await restrict({ EXTERNAL_UPSTREAM: 'INHERIT' });
    assert.deepEqual(await shown('app', 'left'), ['1.0.0', '1.1.0']);
  });

  it('comes in where the group allows the repository with the connection', async () => {
    await publishNpm(upstream, { name: `@${scope}/left`, version: '1.0.0' });
    await restrict({ EXTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' }, [['EXTERNAL_UPSTREAM', 'app']]);
    assert.equal(await shown('app', 'left'), 404);
    await restrict({}, [['EXTERNAL_UPSTREAM', 'store']]);
    assert.equal(await download('app', 'left'), 200);
    assert.deepEqual([await kept('app', 'left'), await kept('store', 'left')], [['1.0.0'], ['1.0.0']]);
  });
});

describe('what a package group keeps from coming in from an upstream repository', () => {
  it('is not shown beyond the repository that has it', async () => {
    assert.equal((await publish('store', 'left')).status, 201);
    await restrict({ INTERNAL_UPSTREAM: 'BLOCK' });
    assert.deepEqual(await shown('store', 'left'), ['1.0.0']);
    const { status, error } = await get('team', 'left');
    assert.equal(status, 404);
    assert.match(error, /INTERNAL_UPSTREAM=BLOCK/);
    assert.deepEqual([await download('store', 'left'), await download('team', 'left')], [200, 404]);
  });

  it('stays where it was kept before', async () => {
    assert.equal((await publish('store', 'left')).status, 201);
    assert.equal(await download('app', 'left'), 200);
    await restrict({ INTERNAL_UPSTREAM: 'BLOCK' });
    assert.deepEqual([await shown('app', 'left'), await shown('team', 'left')], [['1.0.0'], 404]);
  });

  it('passes through repositories of the list only', async () => {
    assert.equal((await publish('store', 'left')).status, 201);
    await restrict({ INTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' }, [['INTERNAL_UPSTREAM', 'app']]);
    assert.deepEqual([await shown('app', 'left'), await shown('team', 'left')], [404, 404]);
    await restrict({}, [['INTERNAL_UPSTREAM', 'team']]);
    assert.deepEqual([await shown('app', 'left'), await shown('team', 'left')], [['1.0.0'], ['1.0.0']]);
  });
});

describe('a name that only looks like one of a group', () => {
  it('comes in from nowhere, until a group of its own spelling admits it', async () => {
    await server.codeartifact.createPackageGroup({ domain, packageGroup: `/npm/${scope}/left-pad$` });
    await publishNpm(upstream, { name: `@${scope}/left_pad`, version: '1.0.0' });
    assert.match((await publish('app', 'left_pad', '2.0.0')).error, /only looks like those of the package group/);
    assert.equal(await shown('app', 'left_pad'), 404);
    assert.equal((await publish('app', 'left-pad')).status, 201);
    await server.codeartifact.createPackageGroup({ domain, packageGroup: `/npm/${scope}/left_pad$` });
    assert.deepEqual(await shown('app', 'left_pad'), ['1.0.0']);
    assert.equal((await publish('app', 'left_pad', '2.0.0')).status, 201);
  });
});

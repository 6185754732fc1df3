import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import { startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { publishNpm as offerNpm } from '../support/fake-upstream/npm-packages.ts';
import { addUser, allow } from '../support/principals.ts';
import { publishGeneric } from '../support/publish-generic.ts';
import { npmTags, publishNpm, publishWheel, readAsClient } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** What the documents of AWS leave open, and docs/known-differences.md settles. */
describe('where the documents of CodeArtifact do not say', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ repositories: { store: [], app: ['store'], other: [] } });
  });
  after(() => server[Symbol.asyncDispose]());
  const inApp = { domain: 'acme', repository: 'app' };
  const controlsOf = async (repository: string, format: PackageFormat, name: string) => {
    const named = { domain: 'acme', repository, format, package: name };
    return (await server.codeartifact.describePackage(named)).package?.originConfiguration?.restrictions;
  };

  it('a repository that is its own upstream, directly or not, is ValidationException', async () => {
    const set = (repository: string, upstream: string) =>
      server.codeartifact.updateRepository({ domain: 'acme', repository, upstreams: [{ repositoryName: upstream }] });
    for (const [repository, upstream] of [['app', 'app'] as const, ['store', 'app'] as const])
      await assert.rejects(set(repository, upstream), { name: 'ValidationException', message: /upstream of itself/ });
  });

  it('a deleted repository is out of the upstreams of others; only a domain can be deleted twice', async () => {
    const { codeartifact } = server;
    const gone = { domain: 'acme', repository: 'gone' };
    await codeartifact.createRepository(gone);
    const below = { domain: 'acme', repository: 'below' };
    await codeartifact.createRepository({
      ...below,
      upstreams: [{ repositoryName: 'gone' }, { repositoryName: 'app' }],
    });
    await codeartifact.deleteRepository(gone);
    const { repository } = await codeartifact.describeRepository(below);
    assert.deepEqual(repository?.upstreams, [{ repositoryName: 'app' }]);
    await assert.rejects(codeartifact.deleteRepository(gone), { name: 'ResourceNotFoundException' });
    assert.equal((await codeartifact.deleteDomain({ domain: 'never-was' })).domain, undefined);
  });

  it('a package group that is not there has the type package-group', () =>
    assert.rejects(server.codeartifact.describePackageGroup({ domain: 'acme', packageGroup: '/npm/none/*' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'package-group',
      resourceId: '/npm/none/*',
    }));

  it('a token alone is taken in every format, as cargo sends it, and after each scheme', async () => {
    const token = await server.token();
    const basic = Buffer.from(`aws:${token}`).toString('base64');
    const paths = { npm: 'none', pypi: 'simple/none/', generic: '-/none/1.0/file' } as const;
    for (const [format, path] of Object.entries(paths)) {
      const url = `${await server.repository('app').endpoint(format as PackageFormat)}${path}`;
      const statusOf = async (authorization: string) => (await fetch(url, { headers: { authorization } })).status;
      for (const given of [token, `Bearer ${token}`, `Token ${token}`, `Basic ${basic}`])
        assert.equal(await statusOf(given), 404, `${format} ${given.split(' ', 1)[0]?.slice(0, 6)}`);
      assert.equal(await statusOf('none-of-ours'), 401);
    }
  });

  it('NuGet and cargo are told their endpoints, where nothing is served yet, and can have package groups', async () => {
    const { codeartifact } = server;
    const connections = { nuget: 'public:nuget-org', cargo: 'public:crates-io' } as const;
    for (const format of ['nuget', 'cargo'] as const) {
      const base = await server.repository('app').endpoint(format);
      assert.equal(base, `${server.url}/${format}/d/acme-111122223333/app/`);
      for (const path of ['v3/index.json', 'config.json'])
        for (const headers of [{}, { authorization: await server.token() }])
          assert.equal((await fetch(`${base}${path}`, { headers })).status, 404);
      const named = { ...inApp, format, package: 'serde' };
      const unserved = { name: 'ValidationException', message: new RegExp(`'${format}' is not supported`) };
      const yanked = { ...named, versions: ['1.0.0'], targetStatus: 'Unlisted' as const };
      await assert.rejects(codeartifact.updatePackageVersionsStatus(yanked), unserved);
      await assert.rejects(codeartifact.describePackage(named), unserved);
      await assert.rejects(codeartifact.listPackages({ ...inApp, format }), unserved);
      await codeartifact.createPackageGroup({ domain: 'acme', packageGroup: `/${format}//serde$` });
      const connected = { domain: 'acme', repository: 'other', externalConnection: connections[format] };
      const { repository } = await codeartifact.associateExternalConnection(connected);
      assert.equal(repository?.externalConnections?.[0]?.packageFormat, format);
      await codeartifact.disassociateExternalConnection(connected);
    }
  });

  it('package managers are asked for a token with 401, and told of a right that they lack with 403', async () => {
    const { codeartifact } = await addUser(server, 'reader', [
      allow(['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken']),
    ]);
    const { authorizationToken } = await codeartifact.getAuthorizationToken({ domain: 'acme' });
    const paths = { npm: 'left', pypi: 'simple/left/', generic: '-/left/1.0/file' } as const;
    const seen: Record<string, unknown> = {};
    for (const [format, path] of Object.entries(paths)) {
      const url = `${await server.repository('app').endpoint(format as PackageFormat)}${path}`;
      const bare = await fetch(url);
      const poor = await fetch(url, { headers: { authorization: `Bearer ${authorizationToken}` } });
      seen[format] = [bare.status, bare.headers.get('www-authenticate'), poor.status];
      for (const answer of [bare, poor]) assert.match(await answer.text(), /token|codeartifact:ReadFromRepository/);
    }
    assert.deepEqual(seen, {
      npm: [401, 'Bearer realm="coffer", Basic realm="coffer"', 403],
      pypi: [401, 'Basic realm="coffer"', 403],
      generic: [401, 'Basic realm="coffer"', 403],
    });
  });

  it('publishing to a package whose controls block it is a conflict in every format', async () => {
    const blocked = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    for (const format of ['npm', 'pypi', 'generic'] as const)
      await server.codeartifact.putPackageOriginConfiguration({
        ...{ ...inApp, format, package: 'closed', restrictions: blocked },
      });
    await assert.rejects(publishNpm(server, 'app', { name: 'closed', version: '1.0.0' }), /origin controls/);
    await assert.rejects(publishWheel(server, 'app', 'closed', '1.0'), /409/);
    await assert.rejects(publishGeneric(server.codeartifact, { repository: 'app', name: 'closed', version: '1' }), {
      name: 'ConflictException',
    });
  });

  it('a change of status leaves the revision, and a copy keeps it', async () => {
    const { codeartifact } = server;
    const { versionRevision } = await publishGeneric(codeartifact, { repository: 'app', name: 'kept', version: '1' });
    const kept = { format: 'generic' as const, package: 'kept', versions: ['1'] };
    const { successfulVersions } = await codeartifact.updatePackageVersionsStatus({
      ...{ ...inApp, ...kept, targetStatus: 'Unlisted' },
    });
    assert.equal(successfulVersions?.['1']?.revision, versionRevision);
    const copied = await codeartifact.copyPackageVersions({
      ...{ domain: 'acme', sourceRepository: 'app', destinationRepository: 'other', ...kept },
    });
    assert.deepEqual(copied.successfulVersions, { 1: { revision: versionRevision, status: 'Unlisted' } });
    assert.deepEqual(await controlsOf('other', 'generic', 'kept'), { publish: 'ALLOW', upstream: 'BLOCK' });
  });

  it('a package that is first kept from an upstream repository is open to upstreams, closed to publishing', async () => {
    await publishNpm(server, 'store', { name: 'from-store', version: '1.0.0' });
    await readAsClient(server, 'app', 'npm', 'from-store/-/from-store-1.0.0.tgz');
    assert.deepEqual(await controlsOf('store', 'npm', 'from-store'), { publish: 'ALLOW', upstream: 'BLOCK' });
    assert.deepEqual(await controlsOf('app', 'npm', 'from-store'), { publish: 'BLOCK', upstream: 'ALLOW' });
  });

  it('latest of npm passes to the highest release that can be seen', async () => {
    const { codeartifact } = server;
    for (const version of ['1.0.0', '1.5.0', '2.0.0', '3.0.0-beta.1'])
      await publishNpm(server, 'other', { name: 'moving', version, tag: version.includes('-') ? 'next' : 'latest' });
    const named = { domain: 'acme', repository: 'other', format: 'npm', package: 'moving' } as const;
    await codeartifact.updatePackageVersionsStatus({ ...named, versions: ['2.0.0'], targetStatus: 'Unlisted' });
    assert.deepEqual(await npmTags(server, 'other', 'moving'), { latest: '1.5.0', next: '3.0.0-beta.1' });
    await codeartifact.deletePackageVersions({ ...named, versions: ['1.5.0', '2.0.0'] });
    assert.deepEqual(await npmTags(server, 'other', 'moving'), { latest: '1.0.0', next: '3.0.0-beta.1' });
  });

  it('packuments have times, a shorter form, and an ETag that is honoured', async () => {
    await publishNpm(server, 'other', { name: 'timed', version: '1.0.0' });
    const full = await readAsClient(server, 'other', 'npm', 'timed');
    assert.deepEqual(Object.keys(JSON.parse(full.text).time), ['created', 'modified', '1.0.0']);
    const url = `${await server.repository('other').endpoint('npm')}timed`;
    const headers = { authorization: `Bearer ${await server.token()}`, accept: 'application/vnd.npm.install-v1+json' };
    const short = await fetch(url, { headers });
    assert.equal(short.headers.get('content-type'), 'application/vnd.npm.install-v1+json');
    const document = (await short.json()) as Record<string, unknown>;
    assert.deepEqual(
      [typeof document['modified'], typeof document['time'], document['_id']],
      ['string', 'object', undefined],
    );
    const again = await fetch(url, { headers: { ...headers, 'if-none-match': short.headers.get('etag') ?? '' } });
    assert.equal(again.status, 304);
  });

  it('an asset of a version that is Archived, Disposed or in another revision is a conflict for the API', async () => {
    const { codeartifact } = server;
    await publishGeneric(codeartifact, { repository: 'other', name: 'spent', version: '1' });
    const named = { domain: 'acme', repository: 'other', format: 'generic', package: 'spent' } as const;
    const get = (packageVersionRevision?: string) =>
      codeartifact.getPackageVersionAsset({
        ...{ ...named, packageVersion: '1', asset: 'a.txt' },
        ...(packageVersionRevision !== undefined && { packageVersionRevision }),
      });
    await assert.rejects(get('AAAA'), { name: 'ConflictException', message: /expected revision: AAAA/ });
    await codeartifact.updatePackageVersionsStatus({ ...named, versions: ['1'], targetStatus: 'Archived' });
    await assert.rejects(get(), { name: 'ConflictException', message: /is Archived/ });
    assert.equal((await readAsClient(server, 'other', 'generic', '-/spent/1/a.txt')).status, 404);
    await codeartifact.disposePackageVersions({ ...named, versions: ['1'] });
    await assert.rejects(get(), { name: 'ConflictException', message: /is Disposed/ });
  });

  it('upstreams are asked before the external connection of the same repository', async () => {
    await using outside = await startFakeUpstream();
    await offerNpm(outside, { name: 'both', version: '1.0.0', manifest: { description: 'outside' } });
    await using near = await startServer({
      repositories: { store: [], app: ['store'] },
      connections: { app: 'public:npmjs' },
      externalConnections: { 'public:npmjs': outside.url.href },
    });
    await publishNpm(near, 'store', { name: 'both', version: '1.0.0', manifest: { description: 'of the store' } });
    const { text } = await readAsClient(near, 'app', 'npm', 'both');
    assert.equal(JSON.parse(text).versions['1.0.0'].description, 'of the store');
  });

  it('the pattern of Python packages begins with /pypi, and the root group has nobody to inherit from', async () => {
    const { codeartifact } = server;
    await codeartifact.createPackageGroup({ domain: 'acme', packageGroup: '/pypi//requests$' });
    await assert.rejects(codeartifact.createPackageGroup({ domain: 'acme', packageGroup: '/python//requests$' }), {
      name: 'ValidationException',
    });
    const inherit = { domain: 'acme', packageGroup: '/*', restrictions: { PUBLISH: 'INHERIT' } } as const;
    await assert.rejects(codeartifact.updatePackageGroupOriginConfiguration(inherit), { name: 'ValidationException' });
  });
});

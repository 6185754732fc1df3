import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CopyPackageVersionsRequest } from '@aws-sdk/client-codeartifact';
import { publishGeneric } from '../support/publish-generic.ts';
import { npmTags, npmVersions, publishNpm, readAsClient } from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { shared: [], dev: ['shared'], prod: [], guarded: ['shared'] } });
});
after(() => server[Symbol.asyncDispose]());

const fixed = { domain: 'acme', sourceRepository: 'dev', destinationRepository: 'prod', format: 'generic' } as const;
const publish = (name: string, version: string, more: { content?: string; repository?: string; asset?: string } = {}) =>
  publishGeneric(server.codeartifact, { repository: 'dev', name, version, ...more });
const copy = (name: string, request: Partial<CopyPackageVersionsRequest>) =>
  server.codeartifact.copyPackageVersions({ ...fixed, package: name, ...request });

const inRepository = (repository: string, name: string, packageVersion = '1') =>
  server.codeartifact
    .describePackageVersion({ domain: 'acme', repository, format: 'generic', package: name, packageVersion })
    .then(({ packageVersion: found }) => found);
const versionsIn = async (repository: string, name: string): Promise<(string | undefined)[]> => {
  const subject = { domain: 'acme', repository, format: 'generic', package: name } as const;
  return ((await server.codeartifact.listPackageVersions(subject)).versions ?? []).map(({ version }) => version);
};
const isAbsent = (name: string) => assert.rejects(versionsIn('prod', name), { name: 'ResourceNotFoundException' });
const contentOf = async (repository: string, name: string, version = '1'): Promise<string> =>
  (await readAsClient(server, repository, 'generic', `-/${name}/${version}/a.txt`)).text;
const controlsOf = async (repository: string, name: string) =>
  (await server.codeartifact.describePackage({ domain: 'acme', repository, format: 'generic', package: name })).package
    ?.originConfiguration?.restrictions;

describe('CopyPackageVersions: validation', () => {
  it('wants versions or versionRevisions, and not both', async () => {
    for (const request of [{}, { versions: ['1'], versionRevisions: { '1': 'eA==' } }])
      await assert.rejects(copy('any', request), { name: 'ValidationException', message: /versionRevisions/ });
  });

  it('refuses more than a hundred versions in either', async () => {
    const many = Array.from({ length: 101 }, (_, i) => String(i));
    await assert.rejects(copy('any', { versions: many }), { name: 'ValidationException' });
    const versionRevisions = Object.fromEntries(many.map((version) => [version, 'eA==']));
    await assert.rejects(copy('any', { versionRevisions }), { name: 'ValidationException', message: /at most 100/ });
  });

  it('refuses to copy a repository into itself', () =>
    assert.rejects(copy('any', { versions: ['1'], destinationRepository: 'dev' }), { name: 'ValidationException' }));

  it('names what is not there', async () => {
    for (const [request, resourceType] of [
      [{ sourceRepository: 'none' }, 'repository'],
      [{ destinationRepository: 'none' }, 'repository'],
      [{}, 'package'],
      [{ includeFromUpstream: true }, 'package'],
    ] as const)
      await assert.rejects(copy('none', { versions: ['1'], ...request }), {
        ...{ name: 'ResourceNotFoundException', resourceType },
      });
  });
});

describe('CopyPackageVersions: permissions', () => {
  const start = 'arn:aws:codeartifact:us-east-1:111122223333';
  for (const [action, resource] of [
    ['codeartifact:CopyPackageVersions', `${start}:repository/acme/store`],
    ['codeartifact:CopyPackageVersions', `${start}:package/acme/store/generic//left`],
    ['codeartifact:ReadFromRepository', `${start}:repository/acme/team`],
  ] as const)
    it(`needs ${action} on ${resource.slice(start.length + 1)}`, () =>
      refusesWithout({
        action,
        resource,
        call: (client) =>
          client.copyPackageVersions({
            ...{ domain: 'acme', sourceRepository: 'team', destinationRepository: 'store' },
            ...{ format: 'generic', package: 'left', versions: ['1'] },
          }),
      }));
});

describe('CopyPackageVersions: behaviour', () => {
  it('copies versions as they are: bytes, revision, status, origin and time', async () => {
    const { versionRevision } = await publish('whole', '1', { content: 'the bytes' });
    await publish('whole', '2');
    const subject = { domain: 'acme', repository: 'dev', format: 'generic', package: 'whole' } as const;
    await server.codeartifact.updatePackageVersionsStatus({ ...subject, versions: ['2'], targetStatus: 'Unlisted' });
    const { successfulVersions, failedVersions } = await copy('whole', { versions: ['1', '2'] });
    assert.deepEqual(failedVersions, {});
    assert.deepEqual(successfulVersions?.['1'], { revision: versionRevision, status: 'Published' });
    assert.equal(successfulVersions?.['2']?.status, 'Unlisted');
    assert.deepEqual(await inRepository('prod', 'whole'), await inRepository('dev', 'whole'));
    assert.equal(await contentOf('prod', 'whole'), 'the bytes');
  });

  it('does nothing the second time, and says nothing', async () => {
    await publish('again', '1');
    await copy('again', { versions: ['1'] });
    const { successfulVersions, failedVersions } = await copy('again', { versions: ['1'] });
    assert.deepEqual([successfulVersions, failedVersions], [{}, {}]);
  });

  it('copies nothing when one version cannot be, and says which one it was', async () => {
    await publish('some', '1');
    const { successfulVersions, failedVersions } = await copy('some', { versions: ['1', '9'] });
    assert.deepEqual(successfulVersions, {});
    assert.deepEqual([failedVersions?.['1']?.errorCode, failedVersions?.['9']?.errorCode], ['SKIPPED', 'NOT_FOUND']);
    await isAbsent('some');
  });

  it('copies the revisions that it is told, and no others', async () => {
    const { versionRevision = '' } = await publish('revised', '1');
    await publish('revised', '2');
    const other = await copy('revised', { versionRevisions: { '1': versionRevision, '2': versionRevision } });
    assert.equal(other.failedVersions?.['2']?.errorCode, 'MISMATCHED_REVISION');
    await isAbsent('revised');
    const { successfulVersions } = await copy('revised', { versionRevisions: { '1': versionRevision } });
    assert.deepEqual(Object.keys(successfulVersions ?? {}), ['1']);
  });

  it('leaves another content under the same number, unless it may overwrite', async () => {
    const { versionRevision } = await publish('taken', '1', { content: 'of dev' });
    await publish('taken', '1', { content: 'of prod', repository: 'prod' });
    const refused = await copy('taken', { versions: ['1'] });
    assert.equal(refused.failedVersions?.['1']?.errorCode, 'ALREADY_EXISTS');
    assert.equal(await contentOf('prod', 'taken'), 'of prod');
    const { successfulVersions } = await copy('taken', { versions: ['1'], allowOverwrite: true });
    assert.deepEqual(successfulVersions, { '1': { revision: versionRevision, status: 'Published' } });
    assert.equal(await contentOf('prod', 'taken'), 'of dev');
  });

  it('copies only what clients can fetch, and never over a number that is disposed of', async () => {
    for (const version of ['1', '2', '3']) await publish('hidden', version);
    await publish('hidden', '4', { repository: 'prod' });
    await publish('hidden', '4', { content: 'other' });
    const [dev, prod] = ['dev', 'prod'].map(
      (repository) => ({ domain: 'acme', repository, format: 'generic', package: 'hidden' }) as const,
    );
    assert.ok(dev && prod);
    await server.codeartifact.updatePackageVersionsStatus({ ...dev, versions: ['1'], targetStatus: 'Archived' });
    await server.codeartifact.disposePackageVersions({ ...dev, versions: ['2'] });
    await server.codeartifact.disposePackageVersions({ ...prod, versions: ['4'] });
    const { failedVersions } = await copy('hidden', { versions: ['1', '2', '3', '4'], allowOverwrite: true });
    assert.deepEqual(
      Object.values(failedVersions ?? {})
        .map(({ errorCode }) => errorCode)
        .toSorted(),
      ['MISMATCHED_STATUS', 'MISMATCHED_STATUS', 'NOT_ALLOWED', 'SKIPPED'],
    );
  });

  it('looks into upstreams where it is told to', async () => {
    await publish('far', '1', { repository: 'shared' });
    await publish('far', '2');
    const refused = await copy('far', { versions: ['1', '2'] });
    assert.equal(refused.failedVersions?.['1']?.errorCode, 'NOT_FOUND');
    // Its own versions hide those of its upstreams: to publish a package is to block them.
    const blocked = await copy('far', { versions: ['1', '2'], includeFromUpstream: true });
    assert.equal(blocked.failedVersions?.['1']?.errorCode, 'NOT_FOUND');
    await publish('farther', '1', { repository: 'shared', content: 'from afar' });
    const { successfulVersions } = await copy('farther', { versions: ['1'], includeFromUpstream: true });
    assert.deepEqual(Object.keys(successfulVersions ?? {}), ['1']);
    assert.equal(await contentOf('prod', 'farther'), 'from afar');
    assert.deepEqual((await inRepository('prod', 'farther'))?.origin?.domainEntryPoint, { repositoryName: 'shared' });
    await assert.rejects(versionsIn('dev', 'farther'), { name: 'ResourceNotFoundException' }, 'dev keeps nothing');
  });

  it('outlives the version that it was copied from', async () => {
    await publish('lasting', '1', { content: 'lasting bytes' });
    await copy('lasting', { versions: ['1'] });
    await server.codeartifact.deletePackage({
      ...{ domain: 'acme', repository: 'dev', format: 'generic', package: 'lasting' },
    });
    assert.equal(await contentOf('prod', 'lasting'), 'lasting bytes');
  });
});

describe('CopyPackageVersions: origin controls', () => {
  it('protect what was published in the domain, where nothing else is shown', async () => {
    await publish('own', '1');
    await copy('own', { versions: ['1'] });
    assert.deepEqual(await controlsOf('prod', 'own'), { publish: 'ALLOW', upstream: 'BLOCK' });
  });

  it('hide nothing that the upstreams of the destination show', async () => {
    await publish('patched', '1', { repository: 'shared' });
    await publish('patched', '1.1');
    await copy('patched', { versions: ['1.1'], destinationRepository: 'guarded' });
    assert.deepEqual(await controlsOf('guarded', 'patched'), { publish: 'BLOCK', upstream: 'ALLOW' });
    assert.equal(await contentOf('guarded', 'patched', '1'), 'some bytes');
    assert.equal(await contentOf('guarded', 'patched', '1.1'), 'some bytes');
  });
});

describe('CopyPackageVersions: dist-tags', () => {
  const npm = { domain: 'acme', sourceRepository: 'dev', destinationRepository: 'prod', format: 'npm' } as const;

  it('come along with their versions, in place of those of the same name', async () => {
    await publishNpm(server, 'prod', { name: '@acme/left', version: '0.9.0' });
    await publishNpm(server, 'dev', { name: '@acme/left', version: '1.0.0', tag: 'next' });
    await publishNpm(server, 'dev', { name: '@acme/left', version: '1.1.0' });
    await publishNpm(server, 'dev', { name: '@acme/left', version: '2.0.0-rc.1', tag: 'beta' });
    assert.deepEqual(await npmTags(server, 'prod', '@acme/left'), { latest: '0.9.0' });
    const subject = { ...npm, namespace: 'acme', package: 'left' };
    await server.codeartifact.copyPackageVersions({ ...subject, versions: ['1.0.0', '1.1.0'] });
    assert.deepEqual(await npmTags(server, 'prod', '@acme/left'), { latest: '1.1.0', next: '1.0.0' });
    assert.deepEqual((await npmVersions(server, 'prod', '@acme/left')).toSorted(), ['0.9.0', '1.0.0', '1.1.0']);
  });

  it('of an upstream come along as the source shows them', async () => {
    await publishNpm(server, 'shared', { name: 'right', version: '1.0.0', tag: 'lts' });
    await server.codeartifact.copyPackageVersions({
      ...{ ...npm, package: 'right' },
      ...{ versions: ['1.0.0'], includeFromUpstream: true },
    });
    assert.equal((await npmTags(server, 'prod', 'right'))['lts'], '1.0.0');
  });
});

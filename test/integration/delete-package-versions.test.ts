import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { npmTags, npmVersions, publishNpm, readAsClient } from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { shared: [], team: ['shared'] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme', repository: 'team', format: 'generic' } as const;
const publish = (name: string, version: string, more: { content?: string; repository?: string } = {}) =>
  publishGeneric(server.codeartifact, { repository: 'team', name, version, ...more });
const remove = (name: string, versions: string[], more: { expectedStatus?: 'Archived' | 'Deleted' } = {}) =>
  server.codeartifact.deletePackageVersions({ ...subject, package: name, versions, ...more });

const versionsOf = async (name: string): Promise<(string | undefined)[]> => {
  const { versions = [] } = await server.codeartifact.listPackageVersions({ ...subject, package: name });
  return versions.map(({ version }) => version);
};

describe('DeletePackageVersions: validation', () => {
  it('refuses versions that cannot be one, and more than a hundred', async () => {
    for (const versions of [['a b'], Array.from({ length: 101 }, (_, i) => String(i))])
      await assert.rejects(remove('any', versions), { name: 'ValidationException', message: /'versions/ });
  });

  it('names the package that is not there', () =>
    assert.rejects(remove('none', ['1']), { name: 'ResourceNotFoundException', resourceType: 'package' }));
});

describe('DeletePackageVersions: permissions', () => {
  it('needs DeletePackageVersions', () =>
    refusesWithout({
      action: 'codeartifact:DeletePackageVersions',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic//left',
      call: (client) => client.deletePackageVersions({ ...subject, package: 'left', versions: ['1'] }),
    }));
});

describe('DeletePackageVersions: behaviour', () => {
  it('deletes each version for itself and answers what became of it', async () => {
    const { versionRevision } = await publish('each', '1');
    await publish('each', '2');
    const { successfulVersions, failedVersions } = await remove('each', ['1', '9']);
    assert.deepEqual(successfulVersions, { '1': { revision: versionRevision, status: 'Deleted' } });
    assert.equal(failedVersions?.['9']?.errorCode, 'NOT_FOUND');
    assert.deepEqual(await versionsOf('each'), ['2']);
  });

  it('leaves versions of another status than expected', async () => {
    await publish('guarded', '1');
    const { failedVersions } = await remove('guarded', ['1'], { expectedStatus: 'Archived' });
    assert.deepEqual(failedVersions?.['1'], {
      errorCode: 'MISMATCHED_STATUS',
      errorMessage: 'current status: Published, expected status: Archived',
    });
    assert.deepEqual(await versionsOf('guarded'), ['1']);
  });

  it('lets a version be published again, with other content', async () => {
    const first = await publish('again', '1', { content: 'one' });
    await remove('again', ['1']);
    const second = await publish('again', '1', { content: 'two' });
    assert.notEqual(second.versionRevision, first.versionRevision);
  });

  it('keeps the package and its origin controls when the last version goes', async () => {
    await publish('last', '1');
    await remove('last', ['1']);
    assert.deepEqual(await versionsOf('last'), []);
    const described = await server.codeartifact.describePackage({ ...subject, package: 'last' });
    assert.deepEqual(described.package?.originConfiguration?.restrictions, { publish: 'ALLOW', upstream: 'BLOCK' });
  });

  it('takes away what was retained, not what is upstream', async () => {
    await publish('kept', '1', { repository: 'shared' });
    const read = () => readAsClient(server, 'team', 'generic', '-/kept/1/a.txt');
    assert.equal((await read()).status, 200);
    assert.deepEqual(await versionsOf('kept'), ['1']);
    await remove('kept', ['1']);
    assert.deepEqual(await versionsOf('kept'), []);
    assert.equal((await read()).status, 200, 'the upstream still has it');
    assert.deepEqual(await versionsOf('kept'), ['1'], 'and it is kept again');
  });

  it('takes the tags of an npm version with it, at once for its clients', async () => {
    for (const version of ['1.0.0', '2.0.0']) await publishNpm(server, 'team', { name: '@acme/left', version });
    assert.deepEqual(await npmTags(server, 'team', '@acme/left'), { latest: '2.0.0' });
    await server.codeartifact.deletePackageVersions({
      ...{ domain: 'acme', repository: 'team', format: 'npm', namespace: 'acme', package: 'left' },
      versions: ['2.0.0'],
    });
    assert.deepEqual(await npmVersions(server, 'team', '@acme/left'), ['1.0.0']);
    assert.deepEqual(await npmTags(server, 'team', '@acme/left'), { latest: '1.0.0' });
  });

  it('counts a version that is spelled in several ways once', async () => {
    await publishNpm(server, 'team', { name: 'spelled', version: '1.0.0' });
    const npm = { domain: 'acme', repository: 'team', format: 'npm', package: 'spelled' } as const;
    const { successfulVersions, failedVersions } = await server.codeartifact.deletePackageVersions({
      ...npm,
      versions: ['1.0.0', '1.0.0', '1.0.0+build'],
    });
    assert.deepEqual([Object.keys(successfulVersions ?? {}), failedVersions], [['1.0.0'], {}]);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { readAsClient } from '../support/publish-packages.ts';
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

interface Guards {
  readonly expectedStatus?: 'Published' | 'Archived';
  readonly versionRevisions?: Record<string, string>;
}

const dispose = (name: string, versions: string[], guards: Guards = {}) =>
  server.codeartifact.disposePackageVersions({ ...subject, package: name, versions, ...guards });
const read = (name: string, repository = 'team') =>
  readAsClient(server, repository, 'generic', `-/${name}/1/a.txt`).then(({ status }) => status);
const sizeOf = async (): Promise<number | undefined> =>
  (await server.codeartifact.describeDomain({ domain: 'acme' })).domain?.assetSizeBytes;

describe('DisposePackageVersions: validation', () => {
  it('wants revisions for the very versions it is given', async () => {
    await publish('guards', '1');
    await assert.rejects(dispose('guards', ['1'], { versionRevisions: { '2': 'eA==' } }), {
      name: 'ValidationException',
      message: /versionRevisions lacks the version 1/,
    });
  });

  it('refuses a revision that is too long', () =>
    assert.rejects(dispose('guards', ['1'], { versionRevisions: { '1': 'x'.repeat(51) } }), {
      name: 'ValidationException',
      message: /versionRevisions/,
    }));
});

describe('DisposePackageVersions: permissions', () => {
  it('needs DisposePackageVersions', () =>
    refusesWithout({
      action: 'codeartifact:DisposePackageVersions',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic//left',
      call: (client) => client.disposePackageVersions({ ...subject, package: 'left', versions: ['1'] }),
    }));
});

describe('DisposePackageVersions: behaviour', () => {
  it('takes the assets and leaves the record', async () => {
    const { versionRevision = '' } = await publish('taken', '1', { content: 'to be disposed of' });
    const before = await sizeOf();
    const { successfulVersions } = await dispose('taken', ['1'], { versionRevisions: { '1': versionRevision } });
    assert.deepEqual(successfulVersions, { '1': { revision: versionRevision, status: 'Disposed' } });
    assert.equal(await sizeOf(), (before ?? 0) - 'to be disposed of'.length);
    const version = { ...subject, package: 'taken', packageVersion: '1' };
    const described = await server.codeartifact.describePackageVersion(version);
    assert.deepEqual([described.packageVersion?.status, described.packageVersion?.revision], ['Disposed', undefined]);
    assert.deepEqual((await server.codeartifact.listPackageVersionAssets(version)).assets, []);
    await assert.rejects(server.codeartifact.getPackageVersionAsset({ ...version, asset: 'a.txt' }), {
      name: 'ConflictException',
    });
    assert.equal(await read('taken'), 404);
  });

  it('keeps the number taken until the version is deleted', async () => {
    await publish('number', '1');
    await dispose('number', ['1']);
    await assert.rejects(publish('number', '1'), { name: 'ConflictException', message: /Disposed/ });
    await server.codeartifact.deletePackageVersions({ ...subject, package: 'number', versions: ['1'] });
    await publish('number', '1');
  });

  it('disposes of each version for itself, under its guards', async () => {
    const { versionRevision = '' } = await publish('each', '1');
    await publish('each', '2');
    const { successfulVersions, failedVersions } = await dispose('each', ['1', '2', '3'], {
      versionRevisions: { '1': versionRevision, '2': 'b3RoZXI=', '3': 'b3RoZXI=' },
    });
    assert.deepEqual(Object.keys(successfulVersions ?? {}), ['1']);
    assert.deepEqual(
      [failedVersions?.['2']?.errorCode, failedVersions?.['3']?.errorCode],
      ['MISMATCHED_REVISION', 'NOT_FOUND'],
    );
    const again = await dispose('each', ['1']);
    assert.deepEqual(again.successfulVersions, { '1': { status: 'Disposed' } }, 'a second time changes nothing');
    const other = await dispose('each', ['2'], { expectedStatus: 'Archived' });
    assert.equal(other.failedVersions?.['2']?.errorCode, 'MISMATCHED_STATUS');
  });

  it('hides the version of an upstream, and leaves it there', async () => {
    await publish('shadow', '1', { repository: 'shared' });
    assert.equal(await read('shadow'), 200);
    await dispose('shadow', ['1']);
    assert.deepEqual([await read('shadow'), await read('shadow', 'shared')], [404, 200]);
  });
});

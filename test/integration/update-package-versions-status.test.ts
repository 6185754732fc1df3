import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PackageFormat, PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import { publishGeneric } from '../support/publish-generic.ts';
import {
  npmTags,
  npmVersions,
  publishNpm,
  publishWheel,
  pypiFiles,
  readAsClient,
} from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { shared: [], team: ['shared'], npm: [], pypi: [], generic: [] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme', repository: 'team', format: 'generic' } as const;
const publish = (name: string, version: string, more: { unfinished?: boolean; repository?: string } = {}) =>
  publishGeneric(server.codeartifact, { repository: 'team', name, version, ...more });

interface Change {
  readonly versions: string[];
  readonly targetStatus?: PackageVersionStatus;
  readonly expectedStatus?: PackageVersionStatus;
  readonly versionRevisions?: Record<string, string>;
}

const update = (name: string, { targetStatus = 'Archived', ...change }: Change) =>
  server.codeartifact.updatePackageVersionsStatus({ ...subject, package: name, targetStatus, ...change });

const statusOf = async (name: string, packageVersion: string) =>
  (await server.codeartifact.describePackageVersion({ ...subject, package: name, packageVersion })).packageVersion
    ?.status;

describe('UpdatePackageVersionsStatus: validation', () => {
  for (const targetStatus of ['Unfinished', 'Disposed', 'Deleted'] as const)
    it(`does not take ${targetStatus} for a target`, () =>
      assert.rejects(update('any', { versions: ['1'], targetStatus }), {
        name: 'ValidationException',
        message: /targetStatus/,
      }));

  it('refuses more than a hundred versions', () =>
    assert.rejects(update('any', { versions: Array.from({ length: 101 }, (_, i) => String(i)) }), {
      name: 'ValidationException',
      message: /'versions'/,
    }));

  it('wants revisions for the very versions it is given', async () => {
    const { versionRevision = '' } = await publish('guards', '1');
    for (const versionRevisions of [{ '2': versionRevision }, { '1': versionRevision, '2': versionRevision }])
      await assert.rejects(update('guards', { versions: ['1'], versionRevisions }), {
        name: 'ValidationException',
        message: /versionRevisions/,
      });
  });

  it('names the package that is not there', () =>
    assert.rejects(update('none', { versions: ['1'] }), {
      name: 'ResourceNotFoundException',
      resourceType: 'package',
      resourceId: 'acme/team/generic/none',
    }));
});

describe('UpdatePackageVersionsStatus: permissions', () => {
  it('needs UpdatePackageVersionsStatus', () =>
    refusesWithout({
      action: 'codeartifact:UpdatePackageVersionsStatus',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic//left',
      call: (client) =>
        client.updatePackageVersionsStatus({ ...subject, package: 'left', versions: ['1'], targetStatus: 'Unlisted' }),
    }));
});

describe('UpdatePackageVersionsStatus: behaviour', () => {
  it('changes every version, and no revision', async () => {
    const first = await publish('plain', '1');
    const second = await publish('plain', '2');
    const { successfulVersions, failedVersions } = await update('plain', { versions: ['1', '2'] });
    assert.deepEqual(failedVersions, {});
    assert.deepEqual(successfulVersions, {
      '1': { revision: first.versionRevision, status: 'Archived' },
      '2': { revision: second.versionRevision, status: 'Archived' },
    });
    assert.deepEqual([await statusOf('plain', '1'), await statusOf('plain', '2')], ['Archived', 'Archived']);
    const again = await update('plain', { versions: ['1'] });
    assert.equal(again.successfulVersions?.['1']?.status, 'Archived', 'the same status again succeeds');
  });

  it('changes none when one fails, and says which one it was', async () => {
    const { versionRevision = '' } = await publish('guarded', '1');
    await publish('guarded', '2');
    const other = await update('guarded', {
      versions: ['1', '2'],
      versionRevisions: { '1': versionRevision, '2': 'b3RoZXI=' },
    });
    assert.deepEqual(other.successfulVersions, {});
    assert.equal(other.failedVersions?.['1']?.errorCode, 'SKIPPED');
    assert.equal(other.failedVersions?.['2']?.errorCode, 'MISMATCHED_REVISION');
    assert.match(
      other.failedVersions?.['2']?.errorMessage ?? '',
      /^current revision: \S+, expected revision: b3RoZXI=$/,
    );
    const unlisted = await update('guarded', { versions: ['1', '9'], expectedStatus: 'Unlisted' });
    assert.deepEqual(unlisted.failedVersions?.['1'], {
      errorCode: 'MISMATCHED_STATUS',
      errorMessage: 'current status: Published, expected status: Unlisted',
    });
    assert.equal(unlisted.failedVersions?.['9']?.errorCode, 'NOT_FOUND');
    assert.equal(await statusOf('guarded', '1'), 'Published');
  });

  it('publishes what was left unfinished, and lets nothing be added then', async () => {
    await publish('open', '1', { unfinished: true });
    await update('open', { versions: ['1'], targetStatus: 'Published', expectedStatus: 'Unfinished' });
    assert.equal(await statusOf('open', '1'), 'Published');
    await assert.rejects(
      publishGeneric(server.codeartifact, { repository: 'team', name: 'open', version: '1', asset: 'b.txt' }),
      { name: 'ConflictException' },
    );
  });

  it('cannot bring back what was disposed of', async () => {
    await publish('gone', '1');
    await server.codeartifact.disposePackageVersions({ ...subject, package: 'gone', versions: ['1'] });
    const { failedVersions } = await update('gone', { versions: ['1'], targetStatus: 'Published' });
    assert.equal(failedVersions?.['1']?.errorCode, 'NOT_ALLOWED');
  });

  it("hides an upstream's version behind the archived one of the repository", async () => {
    await publish('shadow', '1', { repository: 'shared' });
    assert.equal((await readAsClient(server, 'team', 'generic', '-/shadow/1/a.txt')).status, 200);
    await update('shadow', { versions: ['1'] });
    assert.equal((await readAsClient(server, 'team', 'generic', '-/shadow/1/a.txt')).status, 404);
    assert.equal((await readAsClient(server, 'shared', 'generic', '-/shadow/1/a.txt')).status, 200);
  });
});

interface FormatCase {
  publish(version: string): Promise<unknown>;
  /** Null: the format has no lists. */
  listed(): Promise<string[]> | null;
  readonly asset: string;
}

const wheelOf = (version: string): string => `seen-${version}-py3-none-any.whl`;

/** Version 1.0.0 has the status in question; 2.0.0 keeps the package in sight. */
const formats: Readonly<Record<'npm' | 'pypi' | 'generic', FormatCase>> = {
  npm: {
    publish: (version) => publishNpm(server, 'npm', { name: 'seen', version }),
    listed: () => npmVersions(server, 'npm', 'seen'),
    asset: 'seen/-/seen-1.0.0.tgz',
  },
  pypi: {
    publish: (version) => publishWheel(server, 'pypi', 'seen', version),
    listed: async () => (await pypiFiles(server, 'pypi', 'seen')).map((file) => file.split('-')[1] ?? ''),
    asset: `simple/seen/1.0.0/${wheelOf('1.0.0')}`,
  },
  generic: {
    publish: (version) => publishGeneric(server.codeartifact, { repository: 'generic', name: 'seen', version }),
    listed: () => null,
    asset: '-/seen/1.0.0/a.txt',
  },
};

const meanings: readonly [status: PackageVersionStatus, isListed: boolean, isFetchable: boolean][] = [
  ['Unlisted', false, true],
  ['Archived', false, false],
  ['Published', true, true],
  ['Disposed', false, false],
];

for (const [format, { publish: publishSeen, listed, asset }] of Object.entries(formats))
  describe(`UpdatePackageVersionsStatus: what ${format} clients see`, () => {
    const seen = { domain: 'acme', repository: format, format: format as PackageFormat, package: 'seen' };
    before(async () => {
      for (const version of ['1.0.0', '2.0.0']) await publishSeen(version);
    });

    for (const [status, isListed, isFetchable] of meanings)
      it(`of a version that is ${status}`, async () => {
        const versions = ['1.0.0'];
        if (status === 'Disposed') await server.codeartifact.disposePackageVersions({ ...seen, versions });
        else await server.codeartifact.updatePackageVersionsStatus({ ...seen, versions, targetStatus: status });
        const list = await listed();
        if (list !== null) assert.deepEqual(list.toSorted(), isListed ? ['1.0.0', '2.0.0'] : ['2.0.0']);
        assert.equal((await readAsClient(server, format, seen.format, asset)).status, isFetchable ? 200 : 404);
        const recorded = await server.codeartifact.listPackageVersions({ ...seen, status });
        assert.ok(
          recorded.versions?.some(({ version }) => version === '1.0.0'),
          'the API lists it in its status',
        );
      });
  });

describe('UpdatePackageVersionsStatus: dist-tags', () => {
  it('show no version that clients cannot see, and come back with it', async () => {
    for (const version of ['1.0.0', '2.0.0']) await publishNpm(server, 'npm', { name: 'tagged', version });
    const tagged = {
      domain: 'acme',
      repository: 'npm',
      format: 'npm',
      package: 'tagged',
      versions: ['2.0.0'],
    } as const;
    await server.codeartifact.updatePackageVersionsStatus({ ...tagged, versions: ['2.0.0'], targetStatus: 'Unlisted' });
    assert.deepEqual(await npmTags(server, 'npm', 'tagged'), { latest: '1.0.0' });
    await server.codeartifact.updatePackageVersionsStatus({
      ...tagged,
      versions: ['2.0.0'],
      targetStatus: 'Published',
    });
    assert.deepEqual(await npmTags(server, 'npm', 'tagged'), { latest: '2.0.0' });
  });
});

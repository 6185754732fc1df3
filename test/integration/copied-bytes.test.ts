import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { npmTarballPath, publishNpm } from '../support/fake-upstream/npm-packages.ts';
import { publishGeneric } from '../support/publish-generic.ts';
import { npmTags, readAsClient } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Every file below the folder of the blob store, by path: its size, and when it was written. */
async function filesOf({ dataDir }: TestServer): Promise<Map<string, string>> {
  const root = join(dataDir, 'blobs');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path) => {
        const { size, mtimeMs } = await stat(path);
        return [path, `${size} bytes at ${mtimeMs}`] as const;
      }),
    ),
  );
}

const sizeOf = async ({ codeartifact }: TestServer): Promise<number | undefined> =>
  (await codeartifact.describeDomain({ domain: 'acme' })).domain?.assetSizeBytes;

const versions = Array.from({ length: 100 }, (_, i) => `1.${i}.0`);
const assetBytes = 64 * 1024;

describe('copying a hundred versions', () => {
  it('moves no bytes', async () => {
    await using server = await startServer({ repositories: { dev: [], prod: [] } });
    for (const version of versions) {
      const content = randomBytes(assetBytes / 2).toString('hex');
      await publishGeneric(server.codeartifact, { repository: 'dev', name: 'large', version, content });
    }
    const [files, sizeBytes] = [await filesOf(server), await sizeOf(server)];
    assert.ok(files.size >= versions.length, 'the bytes are where the test looks');
    assert.equal(sizeBytes, versions.length * assetBytes);
    const request = { domain: 'acme', sourceRepository: 'dev', destinationRepository: 'prod', versions };
    const { successfulVersions, failedVersions } = await server.codeartifact.copyPackageVersions({
      ...request,
      ...{ format: 'generic', package: 'large' },
    });
    assert.deepEqual([Object.keys(successfulVersions ?? {}).length, failedVersions], [versions.length, {}]);
    assert.deepEqual(await filesOf(server), files);
    assert.equal(await sizeOf(server), sizeBytes);
    const read = await readAsClient(server, 'prod', 'generic', '-/large/1.99.0/a.txt');
    assert.equal(read.text.length, assetBytes);
  });
});

describe('copying what only a public registry has', () => {
  it('takes it in, with its tags, and goes on serving it without the registry', async () => {
    await using upstream = await startFakeUpstream();
    await publishNpm(upstream, { name: 'left', version: '1.0.0', files: { 'README.md': '# Left' } });
    await publishNpm(upstream, { name: 'left', version: '2.0.0', tag: 'next' });
    await using server = await startServer({
      repositories: { store: [], dev: ['store'], prod: [] },
      connections: { store: 'public:npmjs' },
      externalConnections: { 'public:npmjs': upstream.url.href },
    });
    const copy = (more: object) =>
      server.codeartifact.copyPackageVersions({
        ...{ domain: 'acme', sourceRepository: 'dev', destinationRepository: 'prod', format: 'npm', package: 'left' },
        ...{ versions: ['1.0.0', '2.0.0'], ...more },
      });
    await assert.rejects(copy({}), { name: 'ResourceNotFoundException', resourceType: 'package' });
    const missing = await copy({ includeFromUpstream: true, versions: ['1.0.0', '3.0.0'] });
    assert.equal(missing.failedVersions?.['3.0.0']?.errorCode, 'NOT_FOUND');
    const { failedVersions } = await copy({ includeFromUpstream: true });
    assert.deepEqual(failedVersions, {});
    await upstream.close();
    assert.deepEqual(await npmTags(server, 'prod', 'left'), { latest: '1.0.0', next: '2.0.0' });
    const path = npmTarballPath('left', '2.0.0').slice(1);
    assert.equal((await readAsClient(server, 'prod', 'npm', path)).status, 200);
    const subject = { domain: 'acme', repository: 'prod', format: 'npm', package: 'left' } as const;
    const { readme } = await server.codeartifact.getPackageVersionReadme({ ...subject, packageVersion: '1.0.0' });
    assert.equal(readme, '# Left');
    const { package: described } = await server.codeartifact.describePackage(subject);
    assert.deepEqual(described?.originConfiguration?.restrictions, { publish: 'BLOCK', upstream: 'ALLOW' });
    const { packageVersion } = await server.codeartifact.describePackageVersion({
      ...subject,
      packageVersion: '1.0.0',
    });
    assert.deepEqual(packageVersion?.origin, {
      originType: 'EXTERNAL',
      domainEntryPoint: { externalConnectionName: 'public:npmjs' },
    });
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { publishGeneric } from '../../test/support/publish-generic.ts';
import { npmTags, publishNpm, publishWheel } from '../../test/support/publish-packages.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';

interface Batch {
  readonly successfulVersions: Record<string, { revision?: string; status: string }>;
  readonly failedVersions: Record<string, { errorCode: string; errorMessage: string }>;
}

const statuses = ({ successfulVersions }: Batch) =>
  Object.fromEntries(Object.entries(successfulVersions).map(([version, { status }]) => [version, status]));
const errors = ({ failedVersions }: Batch) =>
  Object.fromEntries(Object.entries(failedVersions).map(([version, { errorCode }]) => [version, errorCode]));

describeWithClients(['aws'], 'package versions through the AWS CLI', () => {
  let server: TestServer;
  let cli: AwsCli;
  before(async () => {
    server = await startServer({ repositories: { store: [], dev: ['store'], prod: [] } });
    cli = await awsCli(server);
  });
  after(() => server[Symbol.asyncDispose]());

  const run = (operation: string, ...args: string[]) => cli.json('codeartifact', operation, ...args);
  const of = (repository: string, name: string, format = 'generic', namespace?: string): string[] => [
    ...['--domain', 'acme', '--repository', repository, '--format', format, '--package', name],
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
  ];
  const publish = (name: string, version: string, repository = 'dev') =>
    publishGeneric(server.codeartifact, { repository, name, version, content: `${name} ${version} of ${repository}` });
  const change = async (operation: string, where: string[], ...args: string[]): Promise<Batch> =>
    (await run(operation, ...where, ...args)) as Batch;

  it('change their status under guards', async () => {
    const { versionRevision = '' } = await publish('tool', '1');
    await publish('tool', '2');
    const where = of('dev', 'tool');
    const update = (...args: string[]) => change('update-package-versions-status', where, ...args);
    const done = await update(
      '--versions',
      '1',
      '--target-status',
      'Unlisted',
      '--version-revisions',
      `1=${versionRevision}`,
    );
    assert.deepEqual(done, {
      successfulVersions: { 1: { revision: versionRevision, status: 'Unlisted' } },
      failedVersions: {},
    });
    const refused = await update(
      '--versions',
      '1',
      '2',
      '--target-status',
      'Archived',
      '--expected-status',
      'Published',
    );
    assert.deepEqual([statuses(refused), errors(refused)], [{}, { 1: 'MISMATCHED_STATUS', 2: 'SKIPPED' }]);
    await assert.rejects(update('--versions', '1', '--target-status', 'Disposed'), /ValidationException/);
    const absent = [...of('dev', 'none'), '--versions', '1', '--target-status', 'Archived'];
    await assert.rejects(run('update-package-versions-status', ...absent), /ResourceNotFoundException/);
  });

  it('are disposed of and deleted', async () => {
    for (const version of ['1', '2', '3']) await publish('spent', version);
    const where = of('dev', 'spent');
    const disposed = await change('dispose-package-versions', where, '--versions', '1', '9');
    assert.deepEqual([statuses(disposed), errors(disposed)], [{ 1: 'Disposed' }, { 9: 'NOT_FOUND' }]);
    const deleted = await change('delete-package-versions', where, '--versions', '1', '2');
    assert.deepEqual(statuses(deleted), { 1: 'Deleted', 2: 'Deleted' });
    const { deletedPackage } = (await run('delete-package', ...where)) as { deletedPackage: object };
    assert.deepEqual(deletedPackage, {
      ...{ format: 'generic', package: 'spent' },
      originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
    });
    await assert.rejects(run('describe-package', ...where), /ResourceNotFoundException/);
  });

  it('are copied between repositories, with their tags', async () => {
    await publishNpm(server, 'dev', { name: '@acme/left', version: '1.0.0' });
    await publishNpm(server, 'dev', { name: '@acme/left', version: '2.0.0', tag: 'next' });
    const copy = (...args: string[]): Promise<Batch> =>
      change(
        'copy-package-versions',
        ['--domain', 'acme', '--source-repository', 'dev', '--destination-repository', 'prod'],
        ...['--format', 'npm', '--namespace', 'acme', '--package', 'left', ...args],
      );
    assert.deepEqual(errors(await copy('--versions', '1.0.0', '3.0.0')), { '1.0.0': 'SKIPPED', '3.0.0': 'NOT_FOUND' });
    const copied = await copy('--versions', '1.0.0', '2.0.0');
    assert.deepEqual(statuses(copied), { '1.0.0': 'Published', '2.0.0': 'Published' });
    assert.deepEqual(await npmTags(server, 'prod', '@acme/left'), { latest: '1.0.0', next: '2.0.0' });
    const revision = copied.successfulVersions['1.0.0']?.revision;
    const again = await copy('--version-revisions', `1.0.0=${revision}`);
    assert.deepEqual(again, { successfulVersions: {}, failedVersions: {} });
    await assert.rejects(copy(), /ValidationException/);
  });

  it('are copied from upstreams, and over others, on request', async () => {
    await publish('deep', '1', 'store');
    await publish('deep', '1', 'prod');
    const copy = (...args: string[]): Promise<Batch> =>
      change(
        'copy-package-versions',
        ['--domain', 'acme', '--source-repository', 'dev', '--destination-repository', 'prod'],
        ...['--format', 'generic', '--package', 'deep', '--versions', '1', ...args],
      );
    await assert.rejects(copy(), /ResourceNotFoundException/);
    assert.deepEqual(errors(await copy('--include-from-upstream')), { 1: 'ALREADY_EXISTS' });
    assert.deepEqual(statuses(await copy('--include-from-upstream', '--allow-overwrite')), { 1: 'Published' });
  });

  it('tell of their readme and their dependencies', async () => {
    const files = { 'package/README.md': '# Right' };
    const manifest = { dependencies: { left: '^1.0.0' } };
    await publishNpm(server, 'dev', { name: 'right', version: '1.0.0', files, manifest });
    const npm = [...of('dev', 'right', 'npm'), '--package-version', '1.0.0'];
    assert.equal(((await run('get-package-version-readme', ...npm)) as { readme: string }).readme, '# Right');
    const listed = (await run('list-package-version-dependencies', ...npm)) as { dependencies: object[] };
    assert.deepEqual(listed.dependencies, [
      { package: 'left', dependencyType: 'regular', versionRequirement: '^1.0.0' },
    ]);
    await publishWheel(server, 'dev', 'both', '1.0', { headers: ['Requires-Dist: left>=1'], description: 'Both.' });
    const pypi = [...of('dev', 'both', 'pypi'), '--package-version', '1.0'];
    assert.equal(((await run('get-package-version-readme', ...pypi)) as { readme: string }).readme, 'Both.');
    const required = (await run('list-package-version-dependencies', ...pypi)) as { dependencies: object[] };
    assert.deepEqual(required.dependencies, [
      { package: 'left', dependencyType: 'Requires-Dist', versionRequirement: '>=1' },
    ]);
  });
});

describeWithClients(['aws'], 'tags through the AWS CLI', () => {
  it('are put on a resource, listed and taken away', async () => {
    await using server = await startServer({ repositories: { team: [] } });
    const { json } = await awsCli(server);
    const start = `arn:aws:codeartifact:${server.region}:111122223333`;
    const tagsOf = async (arn: string) =>
      ((await json('codeartifact', 'list-tags-for-resource', '--resource-arn', arn)) as { tags: object[] }).tags;
    for (const arn of [`${start}:domain/acme`, `${start}:repository/acme/team`]) {
      const tags = ['key=owner,value=red', 'key=cost,value='];
      await json('codeartifact', 'tag-resource', '--resource-arn', arn, '--tags', ...tags);
      assert.deepEqual(await tagsOf(arn), [
        { key: 'cost', value: '' },
        { key: 'owner', value: 'red' },
      ]);
      await json('codeartifact', 'untag-resource', '--resource-arn', arn, '--tag-keys', 'cost');
      assert.deepEqual(await tagsOf(arn), [{ key: 'owner', value: 'red' }]);
    }
    await assert.rejects(tagsOf(`${start}:repository/acme/none`), /ResourceNotFoundException/);
    await assert.rejects(tagsOf(`${start}:package/acme/team/npm//left`), /ValidationException/);
  });
});

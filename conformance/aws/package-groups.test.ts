import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { type FakeUpstream, startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { npmPackumentPath, publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';

interface Group {
  readonly arn: string;
  readonly pattern: string;
  readonly parent?: { readonly pattern: string };
  readonly contactInfo?: string;
  readonly originConfiguration: { readonly restrictions: Record<string, Record<string, unknown>> };
}

let server: TestServer;
let upstream: FakeUpstream;
let cli: AwsCli;

/** `--domain acme` goes without saying. */
const run = async (operation: string, ...args: string[]): Promise<never> =>
  (await cli.json('codeartifact', operation, '--domain', 'acme', ...args)) as never;
const group = (pattern: string) => ['--package-group', pattern];
const fails = (pattern: RegExp) => (error: unknown) => error instanceof ClientFailure && pattern.test(error.message);

describeWithClients(['aws'], 'package groups through the AWS CLI', () => {
  before(async () => {
    server = await startServer({ repositories: { team: [], app: [] } });
    cli = await awsCli(server);
  });
  after(() => server[Symbol.asyncDispose]());

  it('are created, described, updated and listed', async () => {
    const created: { packageGroup: Group } = await run(
      ...['create-package-group', ...group('/npm/*'), '--contact-info', 'team@example.com'],
      ...['--tags', 'key=owner,value=web'],
    );
    assert.equal(created.packageGroup.arn.split(':').at(-1), 'package-group/acme/npm/%2a');
    const tags = await cli.json('codeartifact', 'list-tags-for-resource', '--resource-arn', created.packageGroup.arn);
    assert.deepEqual(tags, { tags: [{ key: 'owner', value: 'web' }] });
    for (const pattern of ['/npm/acme/*', '/npm/acme/ui~']) await run('create-package-group', ...group(pattern));
    await run('update-package-group', ...group('/npm/acme/*'), '--description', 'ours');
    const { packageGroup }: { packageGroup: Group } = await run('describe-package-group', ...group('/npm/acme/ui~'));
    assert.equal(packageGroup.parent?.pattern, '/npm/acme/*');
    const listed: { packageGroups: Group[] } = await run('list-package-groups', '--page-size', '2');
    assert.deepEqual(
      listed.packageGroups.map(({ pattern }) => pattern),
      ['/*', '/npm/*', '/npm/acme/*', '/npm/acme/ui~'],
    );
    const below: { packageGroups: Group[] } = await run('list-sub-package-groups', ...group('/npm/*'));
    assert.deepEqual(
      below.packageGroups.map(({ pattern }) => pattern),
      ['/npm/acme/*'],
    );
  });

  it('allow repositories by name', async () => {
    const updated: { allowedRepositoryUpdates: unknown; packageGroup: Group } = await run(
      ...['update-package-group-origin-configuration', ...group('/npm/acme/*')],
      ...['--restrictions', 'PUBLISH=ALLOW_SPECIFIC_REPOSITORIES,EXTERNAL_UPSTREAM=BLOCK'],
      ...['--add-allowed-repositories', 'repositoryName=team,originRestrictionType=PUBLISH'],
    );
    assert.deepEqual(updated.allowedRepositoryUpdates, { PUBLISH: { ADDED: ['team'] } });
    assert.equal(updated.packageGroup.originConfiguration.restrictions['PUBLISH']?.['repositoriesCount'], 1);
    const allowed: unknown = await run(
      ...['list-allowed-repositories-for-group', ...group('/npm/acme/*'), '--origin-restriction-type', 'PUBLISH'],
    );
    assert.deepEqual(allowed, { allowedRepositories: ['team'] });
  });

  it('tell which packages are theirs, and which would be', async () => {
    const naming = ['--format', 'npm', '--namespace', 'acme'];
    await run(
      ...['put-package-origin-configuration', '--repository', 'team', ...naming, '--package', 'ui-kit'],
      ...['--restrictions', 'publish=ALLOW,upstream=BLOCK'],
    );
    const found: { packageGroup: Group; associationType: string } = await run(
      ...['get-associated-package-group', ...naming, '--package', 'UI-kit'],
    );
    assert.deepEqual([found.packageGroup.pattern, found.associationType], ['/npm/acme/ui~', 'WEAK']);
    const packages = [{ format: 'npm', namespace: 'acme', package: 'ui-kit', associationType: 'STRONG' }];
    assert.deepEqual(await run('list-associated-packages', ...group('/npm/acme/ui~')), { packages });
    const preview: unknown = await run('list-associated-packages', ...group('/npm/acme/ui-kit$'), '--preview');
    assert.deepEqual(preview, { packages });
  });

  it('are deleted, but for the root', async () => {
    await run('delete-package-group', ...group('/npm/acme/*'));
    const { packageGroup }: { packageGroup: Group } = await run('describe-package-group', ...group('/npm/acme/ui~'));
    assert.equal(packageGroup.parent?.pattern, '/npm/*');
    await assert.rejects(run('describe-package-group', ...group('/npm/acme/*')), fails(/ResourceNotFoundException/));
    await assert.rejects(run('delete-package-group', ...group('/*')), fails(/ValidationException/));
    await assert.rejects(run('create-package-group', ...group('/npm/*')), fails(/ConflictException/));
  });
});

describeWithClients(['aws', 'npm'], 'a scope that never comes from outside', () => {
  before(async () => {
    upstream = await startFakeUpstream();
    // Somebody took a name of ours in public, with a version that no range of ours can resist.
    await publishNpm(upstream, { name: '@acme/secret', version: '99.0.0', files: { 'index.js': 'steal()' } });
    await publishNpm(upstream, { name: '@acme/unclaimed', version: '1.0.0' });
    await publishNpm(upstream, { name: 'left', version: '1.0.0' });
    server = await startServer({
      repositories: { store: [], releases: [], app: ['releases', 'store'] },
      connections: { store: 'public:npmjs' },
      externalConnections: { 'public:npmjs': upstream.url.href },
    });
    cli = await awsCli(server);
    await run('create-package-group', ...group('/npm/acme/*'));
    await run(
      ...['update-package-group-origin-configuration', ...group('/npm/acme/*')],
      ...['--restrictions', 'EXTERNAL_UPSTREAM=BLOCK,PUBLISH=ALLOW_SPECIFIC_REPOSITORIES'],
      ...['--add-allowed-repositories', 'repositoryName=releases,originRestrictionType=PUBLISH'],
    );
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const consumer = () => npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));

  it('is published where the group says, and refused elsewhere with its name', async () => {
    const ours = { name: '@acme/secret', version: '1.2.0' };
    const elsewhere = await npmProject(ours, server.repository('app'));
    await assert.rejects(elsewhere.npm('publish'), fails(/package group '\/npm\/acme\/\*'/));
    const right = await npmProject(ours, server.repository('releases'));
    await right.npm('publish');
  });

  it('is installed as published, whatever the public registry has', async () => {
    const project = await consumer();
    await project.npm('install', '@acme/secret@>=1');
    assert.equal(await project.installed('@acme/secret'), '1.2.0');
    await assert.rejects(project.npm('install', '@acme/secret@99.0.0'), fails(/ETARGET/));
  });

  it('is not taken in by a name that only the public registry has', async () => {
    const project = await consumer();
    await assert.rejects(project.npm('install', '@acme/unclaimed'), fails(/E404.*EXTERNAL_UPSTREAM=BLOCK/s));
    for (const name of ['@acme/unclaimed', '@acme/secret']) assert.equal(upstream.count(npmPackumentPath(name)), 0);
  });

  it('leaves other packages alone', async () => {
    const project = await consumer();
    await project.npm('install', 'left');
    assert.equal(await project.installed('left'), '1.0.0');
  });
});

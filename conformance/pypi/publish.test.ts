import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { buildSdist, buildWheel, type DistributionOptions } from '../../src/formats/pypi/fixtures/distributions.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { type PythonProject, pythonProject } from '../../test/support/clients/python.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { startServer } from '../../test/support/server.ts';
import { rawRequests } from './raw-requests.ts';

async function save(project: PythonProject, built: { filename: string; bytes: Buffer }): Promise<string> {
  const path = join(project.folder, built.filename);
  await writeFile(path, built.bytes);
  return path;
}

const saveWheel = (project: PythonProject, name: string, version: string, options?: DistributionOptions) =>
  save(project, buildWheel(name, version, options));

const failsSaying = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ClientFailure, String(error));
  assert.match(error.message, words);
  return true;
};

describeWithClients(['pip', 'twine', 'python3'], 'publishing Python packages', () => {
  it('uploads a wheel and an sdist of one release, and installs them by any spelling of the name', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const project = await pythonProject(server.repository('app'));
    const headers = ['Summary: Tools of Acme', 'Requires-Python: >=3.6', 'License: MIT', 'Requires-Dist: left-pad>=1'];
    const wheel = await saveWheel(project, 'Acme.Tools', '1.0', {
      headers: headers.slice(0, 3),
      description: '# Read me',
    });
    const sdist = await save(project, await buildSdist('Acme.Tools', '1.0', { headers }));
    await project.twine('upload', wheel, sdist);
    await project.install('acme_TOOLS==1.0');
    assert.equal(await project.installed('acme.tools'), '1.0');
    await project
      .pip('download', '--no-deps', '--no-binary', ':all:', '--no-build-isolation', '-d', 'sdists', 'acme-tools')
      .catch((error: unknown) => {
        // The sdist arrived; whether this machine can build it is not the question.
        assert.ok(error instanceof ClientFailure && /acme_tools-1\.0\.tar\.gz/.test(error.message), String(error));
      });
    const asked = { domain: server.domain, repository: 'app', format: 'pypi', package: 'acme-tools' } as const;
    const { packageVersion } = await server.codeartifact.describePackageVersion({ ...asked, packageVersion: '1.0.0' });
    assert.deepEqual(
      [packageVersion?.displayName, packageVersion?.summary, packageVersion?.version, packageVersion?.licenses],
      ['Acme.Tools', 'Tools of Acme', '1.0', [{ name: 'MIT' }]],
    );
    const { assets } = await server.codeartifact.listPackageVersionAssets({ ...asked, packageVersion: '1.0' });
    assert.deepEqual(assets?.map(({ name }) => name).sort(), [
      'acme_tools-1.0-py3-none-any.whl',
      'acme_tools-1.0.tar.gz',
    ]);
  });

  it('resolves dependencies through the metadata files, without downloading wheels it rejects', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const project = await pythonProject(server.repository('app'));
    const base = await saveWheel(project, 'acme-base', '2.0');
    const old = await saveWheel(project, 'acme-app', '1.0', { headers: ['Requires-Dist: acme-base==2.0'] });
    const broken = await saveWheel(project, 'acme-app', '2.0', { headers: ['Requires-Dist: acme-base==3.0'] });
    const future = await saveWheel(project, 'acme-app', '3.0', { headers: ['Requires-Python: >=99'] });
    await project.twine('upload', base, old, broken, future);
    const { stdout } = await project.install('-vv', 'acme-app');
    assert.match(stdout, /acme_app-2\.0-py3-none-any\.whl\.metadata/);
    assert.doesNotMatch(stdout, /Downloading \S*acme_app-2\.0-py3-none-any\.whl \(/);
    assert.equal(await project.installed('acme-app'), '1.0');
    assert.equal(await project.installed('acme-base'), '2.0');
  });

  it('takes the same bytes again, and refuses others under the same name', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const project = await pythonProject(server.repository('app'));
    const wheel = await saveWheel(project, 'acme-tools', '1.0');
    await project.twine('upload', wheel);
    await project.twine('upload', wheel);
    await saveWheel(project, 'acme-tools', '1.0', { description: 'Other bytes' });
    await assert.rejects(project.twine('upload', '--verbose', wheel), failsSaying(/409[\s\S]*File already exists/));
    await project.install('acme-tools');
  });

  it('adds up the files of one release that come at once', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const project = await pythonProject(server.repository('app'));
    const raw = await rawRequests(server.repository('app'));
    const tags = ['cp39', 'cp310', 'cp311', 'cp312', 'cp313', 'cp314'];
    const paths = await Promise.all(
      tags.map((tag) => {
        const { filename, bytes } = buildWheel('acme-tools', '1.0', { headers: [`Keywords: ${tag}`] });
        return save(project, { filename: filename.replace('-py3-', `-${tag}-`), bytes });
      }),
    );
    await Promise.all(paths.map((path) => project.twine('upload', path)));
    const page = JSON.parse((await raw.get('simple/acme-tools/?format=application/vnd.pypi.simple.v1%2Bjson')).text);
    assert.deepEqual(
      page.files.map((file: { filename: string }) => file.filename).sort(),
      tags.map((tag) => `acme_tools-1.0-${tag}-none-any.whl`).sort(),
    );
    assert.ok(page.files.every((file: { 'core-metadata': object | false }) => file['core-metadata'] !== false));
  });

  it('refuses a token that is none, to pip and to twine', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const repository = server.repository('app');
    const project = await pythonProject({ ...repository, token: async () => 'not-a-token' });
    const wheel = await saveWheel(project, 'acme-tools', '1.0');
    await assert.rejects(project.twine('upload', wheel), failsSaying(/401/));
    await assert.rejects(
      project.pip('download', '--no-deps', 'acme-tools'),
      failsSaying(/401|No matching distribution/),
    );
    const anonymous = await fetch(new URL('simple/acme-tools/', await repository.endpoint('pypi')));
    assert.equal(anonymous.status, 401);
    assert.match(anonymous.headers.get('www-authenticate') ?? '', /^Basic realm=/);
  });
});

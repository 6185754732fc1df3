import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { npmProject } from '../../test/support/clients/npm.ts';
import { pythonProject } from '../../test/support/clients/python.ts';
import { startServer } from '../../test/support/server.ts';

const nowhere = 'http://127.0.0.1:9/';

/** What a front end of today is built with: some eight hundred packages. */
const application = {
  name: 'application',
  version: '1.0.0',
  dependencies: { express: '*', react: '*', 'react-dom': '*' },
  devDependencies: { '@babel/core': '*', eslint: '*', jest: '*', typescript: '*', webpack: '*' },
};

const storesOf = (connection: string) => ({
  repositories: { store: [], team: ['store'], app: ['team'] },
  connections: { store: connection },
});

describe('real applications from the public registries', () => {
  it('installs an application of hundreds of npm packages, and again with the registry cut off', async (t) => {
    const env = { COFFER_DATA_DIR: '' };
    let tarballs = 0;
    {
      await using server = await startServer(storesOf('public:npmjs'));
      env.COFFER_DATA_DIR = server.dataDir;
      const project = await npmProject(application, server.repository('app'));
      const started = performance.now();
      await project.npm('install', '--ignore-scripts');
      t.diagnostic(`cold: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      const lock = JSON.parse(await project.read('package-lock.json')) as { packages: object };
      tarballs = Object.keys(lock.packages).length;
      assert.ok(tarballs > 300, `${tarballs} packages`);
    }
    await using cut = await startServer({ env, externalConnections: { 'public:npmjs': nowhere } });
    const again = await npmProject(application, cut.repository('app'));
    const started = performance.now();
    await again.npm('install', '--ignore-scripts');
    t.diagnostic(`cut off: ${((performance.now() - started) / 1000).toFixed(1)} s, ${tarballs} packages`);
    assert.ok((await again.installed('typescript')) !== null);
  });

  it('installs Python packages with their dependencies, and again with the index cut off', async () => {
    const env = { COFFER_DATA_DIR: '' };
    {
      await using server = await startServer(storesOf('public:pypi'));
      env.COFFER_DATA_DIR = server.dataDir;
      const project = await pythonProject(server.repository('app'));
      await project.install('flask', 'requests', 'boto3');
    }
    await using cut = await startServer({ env, externalConnections: { 'public:pypi': nowhere } });
    const again = await pythonProject(cut.repository('app'));
    await again.install('flask', 'requests', 'boto3');
    assert.ok((await again.installed('boto3')) !== null);
  });
});

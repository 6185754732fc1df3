import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { publishNpm } from '../../test/support/publish-packages.ts';
import { startServer } from '../../test/support/server.ts';

describeWithClients(['npm'], 'npm and the status of a version', () => {
  it('installs an unlisted one from a lock file alone, an archived one not at all', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    for (const version of ['1.0.0', '1.1.0']) await publishNpm(server, 'app', { name: 'left', version });
    const setStatus = (targetStatus: PackageVersionStatus) =>
      server.codeartifact.updatePackageVersionsStatus({
        ...{ domain: 'acme', repository: 'app', format: 'npm', package: 'left' },
        ...{ versions: ['1.1.0'], targetStatus },
      });
    const manifest = { name: 'user', version: '1.0.0', dependencies: { left: '^1.0.0' } };
    const locked = await npmProject(manifest, server.repository('app'));
    await locked.npm('install');
    assert.equal(await locked.installed('left'), '1.1.0');
    const lockFile = await locked.read('package-lock.json');

    await setStatus('Unlisted');
    const fresh = await npmProject(manifest, server.repository('app'));
    await fresh.npm('install');
    assert.equal(await fresh.installed('left'), '1.0.0');
    const withLock = async () => {
      const project = await npmProject(manifest, server.repository('app'));
      await project.write('package-lock.json', lockFile);
      await project.npm('ci');
      return project.installed('left');
    };
    assert.equal(await withLock(), '1.1.0');

    await setStatus('Archived');
    await assert.rejects(withLock(), /404/);
    await setStatus('Published');
    assert.equal(await withLock(), '1.1.0');
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { publishNpm, publishWheel } from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const npm = { domain: 'acme', repository: 'team', format: 'npm', package: 'left' } as const;
const list = (packageVersion: string, nextToken?: string) =>
  server.codeartifact.listPackageVersionDependencies({
    ...npm,
    packageVersion,
    ...(nextToken !== undefined && { nextToken }),
  });

describe('ListPackageVersionDependencies: validation', () => {
  it('refuses a token that it did not give out', async () => {
    await publishNpm(server, 'team', { name: 'left', version: '0.1.0' });
    for (const nextToken of ['nonsense', Buffer.from('["x","0"]').toString('base64url')])
      await assert.rejects(list('0.1.0', nextToken), { name: 'ValidationException', message: /nextToken/ });
  });
});

describe('ListPackageVersionDependencies: permissions', () => {
  it('needs ListPackageVersionDependencies', () =>
    refusesWithout({
      action: 'codeartifact:ListPackageVersionDependencies',
      call: (client) =>
        client.listPackageVersionDependencies({ ...npm, format: 'generic', package: 'left', packageVersion: '1' }),
    }));
});

describe('ListPackageVersionDependencies: behaviour', () => {
  it('reads those of package.json, of every kind', async () => {
    const manifest = {
      dependencies: { '@acme/core': '^1.0.0', maybe: '1.x', right: '>=2' },
      devDependencies: { tester: '~3.1.0' },
      peerDependencies: { host: '*' },
      optionalDependencies: { maybe: '1.x' },
    };
    await publishNpm(server, 'team', { name: 'left', version: '1.0.0', manifest });
    const { dependencies, versionRevision, format, package: name, version } = await list('1.0.0');
    const { packageVersion } = await server.codeartifact.describePackageVersion({ ...npm, packageVersion: '1.0.0' });
    assert.deepEqual([format, name, version, versionRevision], ['npm', 'left', '1.0.0', packageVersion?.revision]);
    assert.deepEqual(dependencies, [
      { namespace: 'acme', package: 'core', dependencyType: 'regular', versionRequirement: '^1.0.0' },
      { package: 'right', dependencyType: 'regular', versionRequirement: '>=2' },
      { package: 'tester', dependencyType: 'dev', versionRequirement: '~3.1.0' },
      { package: 'host', dependencyType: 'peer', versionRequirement: '*' },
      { package: 'maybe', dependencyType: 'optional', versionRequirement: '1.x' },
    ]);
  });

  it('reads the Requires-Dist of a wheel', async () => {
    const headers = ['Requires-Dist: Left.Pad>=1.0,<2; python_version < "3.12"', 'Requires-Dist: right[fast]'];
    await publishWheel(server, 'team', 'both', '1.0', { headers });
    const { dependencies } = await server.codeartifact.listPackageVersionDependencies({
      ...{ domain: 'acme', repository: 'team', format: 'pypi', package: 'both' },
      packageVersion: '1.0',
    });
    assert.deepEqual(dependencies, [
      {
        package: 'left-pad',
        dependencyType: 'Requires-Dist',
        versionRequirement: '>=1.0,<2; python_version < "3.12"',
      },
      { package: 'right', dependencyType: 'Requires-Dist', versionRequirement: '[fast]' },
    ]);
  });

  it('gives many in pages', async () => {
    const dependencies = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`dep-${i}`, `^${i}.0.0`]));
    await publishNpm(server, 'team', { name: 'left', version: '2.0.0', manifest: { dependencies } });
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await list('2.0.0', nextToken);
      names.push(...(page.dependencies ?? []).map(({ package: name }) => name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    assert.deepEqual(names, Object.keys(dependencies));
  });

  it('knows of none in formats without a manifest, and of a version that is disposed of', async () => {
    await publishGeneric(server.codeartifact, { repository: 'team', name: 'plain', version: '1' });
    const plain = { ...npm, format: 'generic', package: 'plain', packageVersion: '1' } as const;
    assert.deepEqual((await server.codeartifact.listPackageVersionDependencies(plain)).dependencies, []);
    const manifest = { dependencies: { right: '1' } };
    await publishNpm(server, 'team', { name: 'left', version: '3.0.0', manifest });
    await server.codeartifact.disposePackageVersions({ ...npm, versions: ['3.0.0'] });
    assert.deepEqual((await list('3.0.0')).dependencies, []);
  });
});

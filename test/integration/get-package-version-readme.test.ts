import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { publishNpm, publishWheel } from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const npm = { domain: 'acme', repository: 'team', format: 'npm', namespace: 'acme', package: 'left' } as const;
const readmeOf = (packageVersion: string) => server.codeartifact.getPackageVersionReadme({ ...npm, packageVersion });

describe('GetPackageVersionReadme: validation', () => {
  it('refuses a version that is too long', () =>
    assert.rejects(readmeOf('1'.repeat(256)), { name: 'ValidationException', message: /'packageVersion'/ }));
});

describe('GetPackageVersionReadme: permissions', () => {
  it('needs GetPackageVersionReadme', () =>
    refusesWithout({
      action: 'codeartifact:GetPackageVersionReadme',
      call: (client) =>
        client.getPackageVersionReadme({
          ...{ domain: 'acme', repository: 'team', format: 'generic', package: 'left' },
          packageVersion: '1',
        }),
    }));
});

describe('GetPackageVersionReadme: behaviour', () => {
  it('reads what npm published', async () => {
    const files = { 'package/README.md': '# Left\n\nPads ünïcode.\n' };
    await publishNpm(server, 'team', { name: '@acme/left', version: '1.0.0', files });
    const { versionRevision, ...answer } = await readmeOf('1.0.0');
    const { packageVersion } = await server.codeartifact.describePackageVersion({ ...npm, packageVersion: '1.0.0' });
    assert.equal(versionRevision, packageVersion?.revision);
    const { format, namespace, package: name, version, readme } = answer;
    assert.deepEqual([format, namespace, name, version], ['npm', 'acme', 'left', '1.0.0']);
    assert.equal(readme, '# Left\n\nPads ünïcode.\n');
  });

  it('reads the long description of a wheel', async () => {
    await publishWheel(server, 'team', 'right', '1.0', { description: 'Pads to the right.\n\nMore of it.' });
    const { readme } = await server.codeartifact.getPackageVersionReadme({
      ...{ domain: 'acme', repository: 'team', format: 'pypi', package: 'right' },
      packageVersion: '1.0',
    });
    assert.equal(readme, 'Pads to the right.\n\nMore of it.');
  });

  it('finds none in a version that has none, or no longer', async () => {
    await publishGeneric(server.codeartifact, { repository: 'team', name: 'plain', version: '1' });
    const plain = { domain: 'acme', repository: 'team', format: 'generic', package: 'plain' } as const;
    const absent = { name: 'ResourceNotFoundException', resourceType: 'package-version', message: /has no readme/ };
    await assert.rejects(server.codeartifact.getPackageVersionReadme({ ...plain, packageVersion: '1' }), absent);
    await publishNpm(server, 'team', { name: '@acme/left', version: '2.0.0', files: { 'package/README.md': '# Two' } });
    await server.codeartifact.disposePackageVersions({ ...npm, versions: ['2.0.0'] });
    await assert.rejects(readmeOf('2.0.0'), absent);
  });

  it('does not look into upstreams', async () => {
    const files = { 'package/README.md': '# Far' };
    await publishNpm(server, 'store', { name: '@acme/far', version: '1.0.0', files });
    await assert.rejects(
      server.codeartifact.getPackageVersionReadme({ ...npm, package: 'far', packageVersion: '1.0.0' }),
      { name: 'ResourceNotFoundException', resourceType: 'package' },
    );
  });
});

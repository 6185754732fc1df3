import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  for (const packageGroup of ['/npm/*', '/npm/acme/*', '/npm/acme/ui~', '/npm/acme/UI-kit$', '/npm//react$'])
    await server.codeartifact.createPackageGroup({ domain, packageGroup });
});
after(() => server[Symbol.asyncDispose]());

async function associated(format: PackageFormat, namespace: string | null, name: string): Promise<string> {
  const { packageGroup, associationType } = await server.codeartifact.getAssociatedPackageGroup({
    ...{ domain, format, package: name },
    ...(namespace !== null && { namespace }),
  });
  return `${packageGroup?.pattern} ${associationType}`;
}

describe('GetAssociatedPackageGroup: validation', () => {
  it('refuses a name that the format does not allow', () =>
    assert.rejects(associated('npm', null, '.hidden'), { name: 'ValidationException' }));
});

describe('GetAssociatedPackageGroup: permissions', () => {
  const call = (client: TestServer['codeartifact']) =>
    client.getAssociatedPackageGroup({ domain, format: 'generic', namespace: 'ns', package: 'left' });
  it('needs GetAssociatedPackageGroup', () =>
    refusesWithout({ action: 'codeartifact:GetAssociatedPackageGroup', call }));

  it('needs it on the group that the name leads to', () =>
    refusesWithout({
      action: 'codeartifact:GetAssociatedPackageGroup',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package-group/acme/generic/%2a',
      async call(client) {
        await client.createPackageGroup({ domain, packageGroup: '/generic/*' });
        await call(client);
      },
    }));
});

describe('GetAssociatedPackageGroup: behaviour', () => {
  const cases: [namespace: string | null, name: string, expected: string][] = [
    [null, 'left', '/npm/* STRONG'],
    ['acme', 'cli', '/npm/acme/* STRONG'],
    ['acme', 'ui', '/npm/acme/ui~ STRONG'],
    ['acme', 'ui-table', '/npm/acme/ui~ STRONG'],
    ['acme', 'uix', '/npm/acme/* STRONG'],
    ['acme', 'UI-kit', '/npm/acme/UI-kit$ STRONG'],
    ['acme', 'ui_kit', '/npm/acme/UI-kit$ WEAK'],
    ['ACME', 'cli', '/npm/acme/* WEAK'],
    [null, 'React', '/npm//react$ WEAK'],
  ];
  for (const [namespace, name, expected] of cases)
    it(`finds ${expected} for ${namespace === null ? name : `@${namespace}/${name}`}, which no repository has`, async () =>
      assert.equal(await associated('npm', namespace, name), expected));

  it('takes any spelling that the format takes for the same package', async () => {
    await server.codeartifact.createPackageGroup({ domain, packageGroup: '/pypi//acme-lib$' });
    for (const name of ['acme-lib', 'Acme_Lib', 'ACME.lib'])
      assert.equal(await associated('pypi', null, name), '/pypi//acme-lib$ STRONG');
  });

  it('ends at the root', async () => assert.equal(await associated('generic', 'ns', 'x'), '/* STRONG'));
});

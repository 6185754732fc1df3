import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { npmVersions, publishNpm, publishWheel, readAsClient } from '../support/publish-packages.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { shared: [], team: ['shared'] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme', repository: 'team', format: 'generic' } as const;
const publish = (name: string, version: string, repository = 'team') =>
  publishGeneric(server.codeartifact, { repository, namespace: 'ns', name, version });
const remove = (name: string) => server.codeartifact.deletePackage({ ...subject, namespace: 'ns', package: name });

describe('DeletePackage: validation', () => {
  it('refuses a name that cannot be one', () =>
    assert.rejects(remove('a b'), { name: 'ValidationException', message: /'package'/ }));

  it('names the package that is not there', () =>
    assert.rejects(remove('none'), {
      name: 'ResourceNotFoundException',
      resourceType: 'package',
      resourceId: 'acme/team/generic/ns/none',
    }));
});

describe('DeletePackage: permissions', () => {
  it('needs DeletePackage', () =>
    refusesWithout({
      action: 'codeartifact:DeletePackage',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic//left',
      call: (client) => client.deletePackage({ ...subject, package: 'left' }),
    }));
});

describe('DeletePackage: behaviour', () => {
  it('takes all versions and the origin controls, and answers what it was', async () => {
    for (const version of ['1', '2']) await publish('whole', version);
    const { deletedPackage } = await remove('whole');
    assert.deepEqual(deletedPackage, {
      format: 'generic',
      namespace: 'ns',
      package: 'whole',
      originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
    });
    const named = { ...subject, namespace: 'ns', package: 'whole' };
    await assert.rejects(server.codeartifact.describePackage(named), { name: 'ResourceNotFoundException' });
    const { packages } = await server.codeartifact.listPackages({ ...subject, packagePrefix: 'whole' });
    assert.deepEqual(packages, []);
    assert.equal((await readAsClient(server, 'team', 'generic', 'ns/whole/1/a.txt')).status, 404);
    await publish('whole', '1');
  });

  it('decides the origin controls anew with the next version', async () => {
    await publish('origin', '1');
    await remove('origin');
    await publish('origin', '1', 'shared');
    assert.equal((await readAsClient(server, 'team', 'generic', 'ns/origin/1/a.txt')).status, 200);
    const named = { ...subject, namespace: 'ns', package: 'origin' };
    const described = await server.codeartifact.describePackage(named);
    assert.deepEqual(described.package?.originConfiguration?.restrictions, { publish: 'BLOCK', upstream: 'ALLOW' });
  });

  it('changes what npm and pip see at once', async () => {
    await publishNpm(server, 'team', { name: 'left', version: '1.0.0' });
    await publishWheel(server, 'team', 'right', '1.0.0');
    const rootPage = async () => (await readAsClient(server, 'team', 'pypi', 'simple/')).text;
    assert.deepEqual(await npmVersions(server, 'team', 'left'), ['1.0.0']);
    assert.match(await rootPage(), /right/);
    await server.codeartifact.deletePackage({ ...subject, format: 'npm', package: 'left' });
    await server.codeartifact.deletePackage({ ...subject, format: 'pypi', package: 'right' });
    assert.deepEqual(await npmVersions(server, 'team', 'left'), []);
    assert.doesNotMatch(await rootPage(), /right/);
  });
});

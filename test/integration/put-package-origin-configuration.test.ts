import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

type Allowance = 'ALLOW' | 'BLOCK';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
});
after(() => server[Symbol.asyncDispose]());

const naming = (name: string) => ({
  ...{ domain: 'acme', repository: 'team', format: 'generic' as const, namespace: 'ns', package: name },
});
const put = (name: string, publish: Allowance, upstream: Allowance) =>
  server.codeartifact.putPackageOriginConfiguration({ ...naming(name), restrictions: { publish, upstream } });
const controls = async (name: string) =>
  (await server.codeartifact.describePackage(naming(name))).package?.originConfiguration?.restrictions;
const publish = (name: string, version: string, repository = 'team') =>
  publishGeneric(server.codeartifact, { repository, namespace: 'ns', name, version });

describe('PutPackageOriginConfiguration: validation', () => {
  it('needs both controls', () =>
    assert.rejects(
      server.codeartifact.putPackageOriginConfiguration({
        ...naming('left'),
        restrictions: { publish: 'ALLOW' } as never,
      }),
      { name: 'ValidationException', message: /'restrictions.upstream'/ },
    ));

  it('knows ALLOW and BLOCK only', () =>
    assert.rejects(put('left', 'MAYBE' as never, 'ALLOW'), { name: 'ValidationException', message: /publish/ }));
});

describe('PutPackageOriginConfiguration: permissions', () => {
  it('needs PutPackageOriginConfiguration on this package', () =>
    refusesWithout({
      action: 'codeartifact:PutPackageOriginConfiguration',
      resource: 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic/ns/left',
      call: (client) =>
        client.putPackageOriginConfiguration({
          ...naming('left'),
          restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
        }),
    }));
});

describe('PutPackageOriginConfiguration: behaviour', () => {
  it('makes an empty package of a name that nobody has, and keeps it from being published', async () => {
    const { originConfiguration } = await put('reserved', 'BLOCK', 'BLOCK');
    assert.deepEqual(originConfiguration, { restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } });
    assert.deepEqual(await controls('reserved'), { publish: 'BLOCK', upstream: 'BLOCK' });
    await assert.rejects(publish('reserved', '1'), { name: 'ConflictException', message: /publish=BLOCK/ });
  });

  it('changes the controls of a package, and nothing that it has', async () => {
    await publish('own', '1');
    assert.deepEqual(await controls('own'), { publish: 'ALLOW', upstream: 'BLOCK' });
    await put('own', 'BLOCK', 'ALLOW');
    await assert.rejects(publish('own', '2'), { name: 'ConflictException' });
    const { versions } = await server.codeartifact.listPackageVersions(naming('own'));
    assert.deepEqual(
      versions?.map(({ version }) => version),
      ['1'],
    );
    await put('own', 'ALLOW', 'BLOCK');
    await publish('own', '2');
  });

  it('opens and closes the way to upstream repositories', async () => {
    await publish('above', '1', 'store');
    await put('above', 'ALLOW', 'BLOCK');
    await publish('above', '1');
    await publish('beyond', '1', 'store');
    await put('beyond', 'ALLOW', 'ALLOW');
    await assert.rejects(publish('beyond', '1'), { name: 'ConflictException', message: /exists in an upstream/ });
  });

  it('does not find a repository that is not there', () =>
    assert.rejects(
      server.codeartifact.putPackageOriginConfiguration({
        ...{ ...naming('x'), repository: 'none' },
        restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
      }),
      { name: 'ResourceNotFoundException', resourceType: 'repository' },
    ));
});

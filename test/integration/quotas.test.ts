import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ServiceQuotaExceededException } from '@aws-sdk/client-codeartifact';
import { publishGeneric } from '../support/publish-generic.ts';
import { startServer, type TestServer } from '../support/server.ts';

const quotas = {
  domainsPerAccount: 2,
  repositoriesPerDomain: 4,
  packageGroupsPerDomain: 2,
  directUpstreams: 1,
  searchedRepositories: 2,
  assetSizeBytes: 20,
  assetsPerVersion: 2,
  tagsPerResource: 2,
};

const exceeded = (resourceType: string, resourceId: string, quota: string) => ({
  name: 'ServiceQuotaExceededException',
  resourceType,
  resourceId,
  message: new RegExp(quota),
});

const tags = (...keys: readonly string[]) => keys.map((key) => ({ key, value: 'x' }));

describe('the quotas that the operator sets', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      env: { COFFER_QUOTAS: JSON.stringify(quotas) },
      repositories: { store: [], team: ['store'], app: ['team'] },
    });
  });
  after(() => server[Symbol.asyncDispose]());

  it('bound the domains of an account', async () => {
    const { codeartifact } = server;
    await codeartifact.createDomain({ domain: 'second' });
    const refused = await codeartifact.createDomain({ domain: 'third' }).catch((error: unknown) => error);
    assert.ok(refused instanceof ServiceQuotaExceededException);
    assert.equal(refused.$metadata.httpStatusCode, 402);
    const { resourceType, resourceId } = refused;
    assert.deepEqual({ resourceType, resourceId }, { resourceType: 'domain', resourceId: 'third' });
    assert.match(refused.message, /has 2 domains.*'domainsPerAccount'/);
  });

  it('bound the repositories of a domain, and their upstreams', async () => {
    const { codeartifact } = server;
    const upstreams = [{ repositoryName: 'store' }, { repositoryName: 'team' }];
    await assert.rejects(
      codeartifact.createRepository({ domain: 'acme', repository: 'wide', upstreams }),
      exceeded('repository', 'acme/wide', 'directUpstreams'),
    );
    await assert.rejects(
      codeartifact.updateRepository({ domain: 'acme', repository: 'app', upstreams }),
      exceeded('repository', 'acme/app', 'directUpstreams'),
    );
    await codeartifact.createRepository({ domain: 'acme', repository: 'fourth' });
    await assert.rejects(
      codeartifact.createRepository({ domain: 'acme', repository: 'fifth' }),
      exceeded('repository', 'acme/fifth', 'repositoriesPerDomain'),
    );
  });

  it('bound the package groups of a domain, the root counted', async () => {
    const { codeartifact } = server;
    await codeartifact.createPackageGroup({ domain: 'acme', packageGroup: '/npm/*' });
    await assert.rejects(
      codeartifact.createPackageGroup({ domain: 'acme', packageGroup: '/pypi/*' }),
      exceeded('package-group', '/pypi/*', 'packageGroupsPerDomain'),
    );
  });

  it('bound the tags of a resource, new or not', async () => {
    const { codeartifact } = server;
    const resourceArn = 'arn:aws:codeartifact:us-east-1:111122223333:repository/acme/app';
    await codeartifact.tagResource({ resourceArn, tags: tags('a', 'b') });
    await codeartifact.tagResource({ resourceArn, tags: tags('b') });
    const refused = (resourceId: string) => exceeded('repository', resourceId, 'tagsPerResource');
    await assert.rejects(codeartifact.tagResource({ resourceArn, tags: tags('c') }), refused('acme/app'));
    await assert.rejects(
      codeartifact.createRepository({ domain: 'second', repository: 'tagged', tags: tags('a', 'b', 'c') }),
      refused('second/tagged'),
    );
    await assert.rejects(codeartifact.describeRepository({ domain: 'second', repository: 'tagged' }), {
      name: 'ResourceNotFoundException',
    });
  });

  it('bound the size of an asset, and the assets of a version', async () => {
    const put = (asset: string, content: string) =>
      publishGeneric(server.codeartifact, {
        ...{ repository: 'app', name: 'left', version: '1.0', unfinished: true },
        ...{ asset, content },
      });
    await put('one', 'x'.repeat(20));
    await assert.rejects(put('two', 'x'.repeat(21)), exceeded('asset', 'app/1.0/two', '20 bytes'));
    await put('two', 'y');
    await assert.rejects(put('three', 'z'), exceeded('package-version', 'app/1.0', 'assetsPerVersion'));
  });

  it('bound what a request is refused for through a package manager', async () => {
    const repository = server.repository('app');
    const response = await fetch(`${await repository.endpoint('generic')}acme/left/2.0/file`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${await repository.token()}` },
      body: 'x'.repeat(21),
    });
    assert.equal(response.status, 402);
    assert.match(await response.text(), /20 bytes/);
  });

  it('bound how far a search goes', async () => {
    const { codeartifact } = server;
    await publishGeneric(codeartifact, { repository: 'team', name: 'near', version: '1.0' });
    await publishGeneric(codeartifact, { repository: 'store', name: 'far', version: '1.0' });
    const copy = (name: string) =>
      codeartifact.copyPackageVersions({
        ...{ domain: 'acme', sourceRepository: 'app', destinationRepository: 'fourth', format: 'generic' },
        ...{ package: name, versions: ['1.0'], includeFromUpstream: true },
      });
    assert.deepEqual(Object.keys((await copy('near')).successfulVersions ?? {}), ['1.0']);
    await assert.rejects(copy('far'), { name: 'ResourceNotFoundException', resourceType: 'package' });
  });
});

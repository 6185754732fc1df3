import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startInProcessApi } from '../support/in-process-api.ts';
import { everything, grant, policyText, refuse } from '../support/policy-text.ts';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const inTeam = { repository: 'team', namespace: 'ns', version: '1' };
const left = 'ns/left/1/a.txt';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { store: [], team: ['store'] } });
  await publishGeneric(server.codeartifact, { ...inTeam, name: 'left' });
});
after(() => server[Symbol.asyncDispose]());

const put = (repository: string, policyDocument: string, policyRevision?: string) =>
  server.codeartifact.putRepositoryPermissionsPolicy({
    ...{ domain: 'acme', repository, policyDocument },
    ...(policyRevision !== undefined && { policyRevision }),
  });

/** Puts what lets nothing be refused that was not refused before. */
const clear = (repository: string) => put(repository, policyText(grant('*', 'nothing:AtAll')));

const get = async (path: string): Promise<Response> =>
  fetch(`${await server.repository('team').endpoint('generic')}${path}`, {
    headers: { authorization: `Bearer ${await server.token()}` },
  });

describe('PutRepositoryPermissionsPolicy: validation', () => {
  it('refuses a malformed document with the place and the reason', () =>
    assert.rejects(put('team', policyText(grant({ AWS: '12' }, 'codeartifact:*'))), {
      name: 'ValidationException',
      message: /Statement\[0\]\.Principal\.AWS: '12' is not a principal/,
    }));

  it('does not find a repository that is not there', () =>
    assert.rejects(put('none', policyText(grant('*', 'codeartifact:*'))), {
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    }));

  it('refuses to replace another revision than the one that is named', async () => {
    const { policy } = await clear('store');
    await clear('store');
    await assert.rejects(put('store', policyText(grant('*', 'a:b')), policy?.revision), {
      ...{ name: 'ConflictException', resourceType: 'repository', resourceId: 'acme/store' },
    });
  });
});

describe('PutRepositoryPermissionsPolicy: permissions', () => {
  it('needs PutRepositoryPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:PutRepositoryPermissionsPolicy',
      call: (client) =>
        client.putRepositoryPermissionsPolicy({
          ...{ domain: 'acme', repository: 'team', policyDocument: policyText(refuse('*', '*')) },
        }),
    }));

  it('is decided without the policies that there are', async () => {
    await using api = await startInProcessApi();
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'acme' });
    const team = { domain: 'acme', repository: 'team' };
    await admin.createRepository(team);
    const policyDocument = policyText(refuse('*', '*'));
    await admin.putDomainPermissionsPolicy({ domain: 'acme', policyDocument });
    await admin.putRepositoryPermissionsPolicy({ ...team, policyDocument });
    await assert.rejects(admin.describeRepository(team), { name: 'AccessDeniedException' });
    await admin.putRepositoryPermissionsPolicy({ ...team, policyDocument: policyText(grant('*', 'a:b')) });
  });
});

describe('PutRepositoryPermissionsPolicy: behaviour', () => {
  it('refuses package requests at once, and says who lacked what and why', async () => {
    assert.equal((await get(left)).status, 200);
    await put('team', policyText({ ...refuse('*', 'codeartifact:ReadFromRepository'), Sid: 'Closed' }));
    const refused = await get(left);
    assert.equal(refused.status, 403);
    assert.match(
      await refused.text(),
      /user\/admin is not authorized to perform: codeartifact:ReadFromRepository on resource: arn:aws:codeartifact:us-east-1:111122223333:repository\/acme\/team with an explicit deny in a resource-based policy \(statement 'Closed'\)/,
    );
    await clear('team');
    assert.equal((await get(left)).status, 200);
  });

  it('speaks of single packages by their ARN', async () => {
    const closed = 'arn:aws:codeartifact:us-east-1:111122223333:package/acme/team/generic/ns/closed';
    await put('team', policyText(refuse('*', 'codeartifact:PublishPackageVersion', closed)));
    const publish = (name: string) => publishGeneric(server.codeartifact, { ...inTeam, name });
    await assert.rejects(publish('closed'), { name: 'AccessDeniedException', message: /ns\/closed with an explicit/ });
    await publish('open');
    await clear('team');
  });

  it('does not ask the policies of upstreams for what is read through them', async () => {
    await publishGeneric(server.codeartifact, { ...inTeam, repository: 'store', name: 'deep' });
    await put('store', policyText(refuse('*', 'codeartifact:ReadFromRepository')));
    assert.equal((await get('ns/deep/1/a.txt')).status, 200);
    await clear('store');
  });

  it('keeps repositories from becoming upstreams', async () => {
    await put('store', policyText(refuse('*', 'codeartifact:AssociateWithDownstreamRepository')));
    const upstreams = [{ repositoryName: 'store' }];
    await assert.rejects(server.codeartifact.updateRepository({ domain: 'acme', repository: 'team', upstreams }), {
      name: 'AccessDeniedException',
      message: /AssociateWithDownstreamRepository on resource: .*repository\/acme\/store/,
    });
    await clear('store');
    await server.codeartifact.updateRepository({ domain: 'acme', repository: 'team', upstreams });
  });

  it('reads the address, the time and the transport of the request', async () => {
    const denying = (Condition: object) => policyText({ ...refuse('*', 'codeartifact:ReadFromRepository'), Condition });
    const status = async (): Promise<number> => (await get(left)).status;
    for (const [condition, isRefused] of [
      [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, true],
      [{ NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, false],
      [{ Bool: { 'aws:SecureTransport': 'false' } }, true],
      [{ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, false],
      [{ NumericGreaterThan: { 'aws:EpochTime': 1_577_836_800 } }, true],
      [{ StringEquals: { 'aws:username': 'admin', 'aws:RequestedRegion': 'us-east-1' } }, true],
      [{ StringLike: { 'aws:UserAgent': 'nothing*' } }, false],
      [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/adm*' } }, true],
    ] as const) {
      await put('team', denying(condition));
      assert.equal(await status(), isRefused ? 403 : 200, JSON.stringify(condition));
    }
    await clear('team');
  });

  it('is seen by other processes on the same store at once', async () => {
    await using other = await startServer({
      env: {
        COFFER_DATA_DIR: server.dataDir,
        ...(server.databaseUrl !== null && { COFFER_DATABASE_URL: server.databaseUrl }),
      },
    });
    const read = async (): Promise<number> => {
      const base = await other.repository('team').endpoint('generic');
      return (await fetch(`${base}${left}`, { headers: { authorization: `Bearer ${await other.token('acme')}` } }))
        .status;
    };
    assert.equal(await read(), 200);
    for (let round = 0; round < 5; round++) {
      await put('team', policyText(refuse('*', 'codeartifact:ReadFromRepository')));
      assert.equal(await read(), 403);
      await clear('team');
      assert.equal(await read(), 200);
    }
  });

  it('outlives a restart, and goes with the repository', async () => {
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'short' });
    await put('short', policyText(refuse('*', 'codeartifact:DescribeRepository')));
    await server.restart();
    const short = { domain: 'acme', repository: 'short' };
    await assert.rejects(server.codeartifact.describeRepository(short), { name: 'AccessDeniedException' });
    await server.codeartifact.deleteRepository(short);
    await server.codeartifact.createRepository(short);
    assert.equal((await server.codeartifact.describeRepository(short)).repository?.name, 'short');
  });
});

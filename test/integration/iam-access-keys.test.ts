import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addUser, allow, type ClientsOf, clientsOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const refused = { name: 'InvalidClientTokenId' };
const statusOfPing = async (token: string): Promise<number> => {
  const response = await fetch(`${server.url}/npm/d/acme-111122223333/team/-/ping`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
};

describe('IAM access keys: validation', () => {
  it('are two a user at most', async () => {
    const ann = await addUser(server, 'two');
    await iam.createAccessKey({ UserName: 'two' });
    await assert.rejects(iam.createAccessKey({ UserName: 'two' }), {
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
    const { AccessKeyMetadata } = await iam.listAccessKeys({ UserName: 'two' });
    assert.equal(AccessKeyMetadata?.length, 2);
    assert.ok(AccessKeyMetadata.some(({ AccessKeyId }) => AccessKeyId === ann.credentials.accessKeyId));
    const first = await iam.listAccessKeys({ UserName: 'two', MaxItems: 1 });
    const next = await iam.listAccessKeys({ UserName: 'two', MaxItems: 1, Marker: first.Marker });
    assert.deepEqual([first.IsTruncated, next.IsTruncated, next.AccessKeyMetadata?.length], [true, false, 1]);
  });

  it('are found only as those of their user', async () => {
    const { credentials } = await addUser(server, 'owner');
    const AccessKeyId = credentials.accessKeyId;
    await assert.rejects(iam.deleteAccessKey({ UserName: 'admin', AccessKeyId }), { name: 'NoSuchEntityException' });
    await assert.rejects(iam.updateAccessKey({ AccessKeyId, Status: 'Inactive' }), { name: 'NoSuchEntityException' });
    await assert.rejects(iam.createAccessKey({ UserName: 'absent' }), { name: 'NoSuchEntityException' });
  });
});

describe('IAM access keys: permissions', () => {
  it('a user may manage its own, where a policy says so', async () => {
    const own = 'arn:aws:iam::111122223333:user/$' + '{aws:username}';
    const self = await addUser(server, 'self', [allow('iam:*AccessKey*', own)]);
    const { AccessKey } = await self.iam.createAccessKey({});
    assert.equal(AccessKey?.UserName, 'self');
    await self.iam.deleteAccessKey({ AccessKeyId: AccessKey?.AccessKeyId });
    await assert.rejects(self.iam.createAccessKey({ UserName: 'admin' }), {
      name: 'AccessDenied',
      message: /iam:CreateAccessKey on resource: arn:aws:iam::111122223333:user\/admin /,
    });
  });
});

describe('IAM access keys: behaviour', () => {
  it('stop at once when they are deactivated or deleted, and go on when they are activated', async () => {
    const { sts, credentials } = await addUser(server, 'stopped');
    const key = { UserName: 'stopped', AccessKeyId: credentials.accessKeyId };
    await sts.getCallerIdentity({});
    await iam.updateAccessKey({ ...key, Status: 'Inactive' });
    await assert.rejects(sts.getCallerIdentity({}), refused);
    await iam.updateAccessKey({ ...key, Status: 'Active' });
    await sts.getCallerIdentity({});
    await iam.deleteAccessKey(key);
    await assert.rejects(sts.getCallerIdentity({}), refused);
  });

  it('leave tokens good that were asked for with them; those end with their user', async () => {
    const everything = allow(['codeartifact:*', 'sts:GetServiceBearerToken']);
    const { codeartifact, credentials } = await addUser(server, 'leaver', [everything]);
    const { authorizationToken = '' } = await codeartifact.getAuthorizationToken({ domain: 'acme' });
    assert.equal(await statusOfPing(authorizationToken), 200);
    await iam.deleteAccessKey({ UserName: 'leaver', AccessKeyId: credentials.accessKeyId });
    assert.equal(await statusOfPing(authorizationToken), 200);
    await iam.deleteUserPolicy({ UserName: 'leaver', PolicyName: 'grants' });
    assert.equal(await statusOfPing(authorizationToken), 403);
    await iam.deleteUser({ UserName: 'leaver' });
    assert.equal(await statusOfPing(authorizationToken), 401);
  });

  it('tell when they were used last', async () => {
    const { sts, credentials } = await addUser(server, 'user');
    const AccessKeyId = credentials.accessKeyId;
    const before = await iam.getAccessKeyLastUsed({ AccessKeyId });
    assert.deepEqual([before.UserName, before.AccessKeyLastUsed?.ServiceName], ['user', 'N/A']);
    await sts.getCallerIdentity({});
    let last = before.AccessKeyLastUsed;
    for (let attempt = 0; attempt < 50 && last?.LastUsedDate === undefined; attempt++) {
      await sleep(20);
      last = (await iam.getAccessKeyLastUsed({ AccessKeyId })).AccessKeyLastUsed;
    }
    assert.deepEqual([last?.ServiceName, last?.Region], ['sts', 'us-east-1']);
    assert.ok(Math.abs(Date.now() - (last?.LastUsedDate?.getTime() ?? 0)) < 10_000);
    await assert.rejects(iam.getAccessKeyLastUsed({ AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }), {
      name: 'NoSuchEntityException',
    });
  });
});

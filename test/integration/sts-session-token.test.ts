import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser, allow, type ClientsOf, clientsOf, credentialsIn } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: ClientsOf;
before(async () => {
  server = await startServer();
  admin = clientsOf(server);
});
after(() => server[Symbol.asyncDispose]());

async function sessionOf(user: ClientsOf, DurationSeconds?: number): Promise<ClientsOf> {
  const asked = DurationSeconds === undefined ? {} : { DurationSeconds };
  return clientsOf(server, credentialsIn((await user.sts.getSessionToken(asked)).Credentials));
}

describe('GetSessionToken: validation', () => {
  for (const DurationSeconds of [899, 129_601])
    it(`refuses ${DurationSeconds} s`, () =>
      assert.rejects(admin.sts.getSessionToken({ DurationSeconds }), { name: 'ValidationError' }));
});

describe('GetSessionToken: permissions', () => {
  it('needs none, and is not for sessions', async () => {
    const ann = await addUser(server, 'ann');
    const session = await sessionOf(ann);
    await assert.rejects(session.sts.getSessionToken({}), { name: 'AccessDenied' });
  });

  it('is not good for IAM', async () => {
    const session = await sessionOf(admin);
    await assert.rejects(session.iam.getUser({}), { name: 'InvalidClientTokenId' });
  });
});

describe('GetSessionToken: behaviour', () => {
  it('is the user, as long as there is one', async () => {
    const bob = await addUser(server, 'bob', [allow('codeartifact:*')]);
    const session = await sessionOf(bob, 900);
    const { Arn, UserId } = await session.sts.getCallerIdentity({});
    assert.deepEqual(
      { Arn, UserId },
      await bob.sts.getCallerIdentity({}).then((own) => ({ Arn: own.Arn, UserId: own.UserId })),
    );
    await session.codeartifact.listDomains({});
    await admin.iam.deleteUserPolicy({ UserName: 'bob', PolicyName: 'grants' });
    await assert.rejects(session.codeartifact.listDomains({}), { name: 'AccessDeniedException' });
    await admin.iam.deleteAccessKey({ UserName: 'bob', AccessKeyId: bob.credentials.accessKeyId });
    await admin.iam.deleteUser({ UserName: 'bob' });
    await assert.rejects(session.sts.getCallerIdentity({}), { name: 'InvalidClientTokenId' });
  });
});

describe('GetAccessKeyInfo', () => {
  it('tells the account of a key', async () => {
    const { Account } = await admin.sts.getAccessKeyInfo({ AccessKeyId: admin.credentials.accessKeyId });
    assert.equal(Account, '111122223333');
    await assert.rejects(admin.sts.getAccessKeyInfo({ AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }), {
      name: 'ValidationError',
    });
  });
});

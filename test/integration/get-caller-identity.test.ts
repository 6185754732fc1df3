import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { STS } from '@aws-sdk/client-sts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server[Symbol.asyncDispose]());

const stsWith = (credentials: Partial<TestServer['credentials']>) =>
  new STS({
    endpoint: server.url,
    region: server.region,
    credentials: { ...server.credentials, ...credentials },
    maxAttempts: 1,
  });

describe('GetCallerIdentity: validation', () => {
  it('refuses actions that STS does not have here', () =>
    assert.rejects(server.sts.getFederationToken({ Name: 'ann' }), {
      name: 'InvalidAction',
      message: /GetFederationToken/,
    }));
});

describe('GetCallerIdentity: permissions', () => {
  it('refuses an unknown key and a wrong secret', async () => {
    await assert.rejects(stsWith({ accessKeyId: 'AKIAUNKNOWN' }).getCallerIdentity({}), {
      name: 'InvalidClientTokenId',
    });
    await assert.rejects(stsWith({ secretAccessKey: 'wrong' }).getCallerIdentity({}), {
      name: 'SignatureDoesNotMatch',
    });
  });
});

describe('GetCallerIdentity: behaviour', () => {
  it('tells who asks', async () => {
    const { Account, Arn, UserId } = await server.sts.getCallerIdentity({});
    assert.deepEqual([Account, Arn], ['111122223333', 'arn:aws:iam::111122223333:user/admin']);
    assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
  });
});

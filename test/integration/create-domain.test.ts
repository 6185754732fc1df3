import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server[Symbol.asyncDispose]());

describe('CreateDomain: validation', () => {
  for (const domain of ['a', 'Acme', 'ac_me', '-acme', 'acme-', 'a'.repeat(51), '../acme', 'åcme'])
    it(`refuses the name '${domain}'`, () =>
      assert.rejects(server.codeartifact.createDomain({ domain }), {
        name: 'ValidationException',
        reason: 'FIELD_VALIDATION_FAILED',
        message: /'domain'/,
      }));

  it('refuses a tag key that comes twice', () =>
    assert.rejects(
      server.codeartifact.createDomain({
        domain: 'tagged',
        tags: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      }),
      {
        name: 'ValidationException',
      },
    ));

  it('refuses a key of its own, which it could not use yet', () =>
    assert.rejects(server.codeartifact.createDomain({ domain: 'encrypted', encryptionKey: 'alias/mine' }), {
      name: 'ValidationException',
      reason: 'ENCRYPTION_KEY_ERROR',
    }));
});

describe('CreateDomain: permissions', () => {
  it('needs CreateDomain, and TagResource where it tags', async () => {
    await refusesWithout({
      action: 'codeartifact:CreateDomain',
      call: (client) => client.createDomain({ domain: 'new' }),
    });
    const tags = [{ key: 'a', value: 'b' }];
    await refusesWithout({
      action: 'codeartifact:TagResource',
      call: (client) => client.createDomain({ domain: 'new', tags }),
    });
  });
});

describe('CreateDomain: behaviour', () => {
  it('makes an empty domain of the caller', async () => {
    const before = Date.now();
    const { domain } = await server.codeartifact.createDomain({ domain: 'acme' });
    const { createdTime, encryptionKey, s3BucketArn, ...rest } = domain ?? {};
    assert.deepEqual(rest, {
      name: 'acme',
      owner: '111122223333',
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme',
      status: 'Active',
      repositoryCount: 0,
      assetSizeBytes: 0,
    });
    assert.ok(createdTime !== undefined && createdTime.getTime() >= before - 1 && createdTime.getTime() <= Date.now());
    assert.match(encryptionKey ?? '', /^arn:aws:kms:us-east-1:111122223333:/);
    assert.match(s3BucketArn ?? '', /^arn:aws:s3:::/);
  });

  it('refuses a name that is taken', async () => {
    await server.codeartifact.createDomain({ domain: 'taken' });
    await assert.rejects(server.codeartifact.createDomain({ domain: 'taken' }), {
      name: 'ConflictException',
      resourceId: 'taken',
      resourceType: 'domain',
    });
  });

  it('refuses an eleventh domain with 402', async () => {
    await using other = await startServer();
    for (let i = 0; i < 10; i++) await other.codeartifact.createDomain({ domain: `domain-${i}` });
    await assert.rejects(
      other.codeartifact.createDomain({ domain: 'domain-10' }),
      (error: { name: string; $metadata: object }) => {
        assert.equal(error.name, 'ServiceQuotaExceededException');
        assert.deepEqual({ ...error.$metadata }, { ...error.$metadata, httpStatusCode: 402 });
        return true;
      },
    );
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { createDomain } from '../metadata/create-domain.ts';
import { createRepository } from '../metadata/create-repository.ts';
import type { Database } from '../metadata/database.ts';
import { findGuard } from '../metadata/find-guard.ts';
import { putResourcePolicy } from '../metadata/resource-policies.ts';
import { type Principal, unbounded } from '../model/principal.ts';
import { createAccess, type OpenScope } from './access.ts';
import type { RequestScope } from './request-scope.ts';

const owner = '111122223333';
const arnOf = (repository: string): string => `arn:aws:codeartifact:us-east-1:${owner}:repository/acme/${repository}`;
const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

const user = (rest: Partial<Principal> = {}): Principal => ({
  ...{ id: 1, accountId: owner, kind: 'user', name: 'ann', uniqueId: 'AIDAEXAMPLE' },
  ...{ arn: `arn:aws:iam::${owner}:user/ann`, principalArn: `arn:aws:iam::${owner}:user/ann` },
  ...unbounded,
  policies: [policy(everything)],
  ...rest,
});

describe('access', () => {
  let database: Database;
  let openScope: OpenScope;
  before(async () => {
    database = await (await createTestStore()).connect();
    const quotas = defaultQuotas;
    const domain = {
      region: 'us-east-1',
      owner,
      name: 'acme',
      encryptionKey: 'arn:aws:kms:::key/x',
      tags: [],
      now: 1,
      quotas,
    };
    await database.write(createDomain, domain);
    for (const name of ['open', 'closed'])
      await database.write(createRepository, {
        ...{
          owner,
          domain: 'acme',
          name,
          administrator: owner,
          description: null,
          upstreams: [],
          tags: [],
          now: 1,
          quotas,
        },
      });
    openScope = createAccess({ database, region: 'us-east-1', anonymousRead: false });
  });
  after(() => database.close());

  const open = (caller: Principal): RequestScope =>
    openScope({ requestId: 'r', caller, now: new Date('2026-11-20T10:00:00Z'), detail: {} });
  const put = (repository: string, ...statements: object[]) =>
    database.write(putResourcePolicy, {
      ...{ owner, domain: 'acme', repository, document: policy(...statements), revision: 'x', expected: null },
    });
  const refuse = { ...everything, Effect: 'Deny', Principal: '*' };

  it('remembers a decision only as long as no policy has changed', async () => {
    const caller = user();
    const read = () => open(caller).authorize('codeartifact:ReadFromRepository', arnOf('closed'));
    await read();
    await put('closed', refuse);
    await assert.rejects(read(), { code: 'AccessDenied' });
    await put('closed', { ...refuse, Action: 'codeartifact:Delete*' });
    await read();
    await put('closed', refuse);
  });

  it('asks the policy of the repository that is decided on, whatever was read before', async () => {
    const guard = await findGuard(database.reader, { owner, domain: 'acme', repository: 'open' });
    assert.ok(guard !== null);
    const scope = open(user());
    await scope.authorize('codeartifact:ReadFromRepository', arnOf('open'), { guard });
    await assert.rejects(scope.authorize('codeartifact:ReadFromRepository', arnOf('closed'), { guard }), {
      code: 'AccessDenied',
    });
  });

  it('says which kind of policy was missing or refused', async () => {
    const elsewhere = policy({ ...everything, Action: 's3:*' });
    for (const [caller, message] of [
      [user({ policies: [] }), /because no identity-based policy allows the codeartifact:DescribeRepository action/],
      [user({ boundary: elsewhere }), /because no permissions boundary allows/],
      [user({ sessionPolicies: [elsewhere] }), /because no session policy allows/],
      [user({ accountId: '222233334444' }), /because no resource-based policy allows/],
      [
        user({ policies: [policy({ ...everything, Effect: 'Deny', Sid: 'Never' })] }),
        /identity-based policy \(statement 'Never'\)/,
      ],
      [
        user({ policies: [policy(everything), policy({ ...everything, Effect: 'Deny' })] }),
        /identity-based policy \(statement 0\)/,
      ],
    ] as const)
      await assert.rejects(open(caller).authorize('codeartifact:DescribeRepository', arnOf('open')), { message });
  });

  it('puts the keys of the caller, the time and the decision into the context', async () => {
    const when = (Condition: object) =>
      user({ policies: [policy({ ...everything, Condition })], tags: new Map([['Team', 'red']]) });
    const ask = (Condition: object) => open(when(Condition)).authorize('a:b', '*', {}, { 'sts:awsservicename': 'x' });
    for (const condition of [
      { StringEquals: { 'aws:username': 'ann', 'aws:userid': 'AIDAEXAMPLE', 'aws:PrincipalType': 'User' } },
      { StringEquals: { 'aws:PrincipalAccount': owner, 'aws:PrincipalTag/team': 'red', 'sts:AWSServiceName': 'x' } },
      { DateEquals: { 'aws:CurrentTime': '2026-11-20T10:00:00Z', 'aws:EpochTime': '2026-11-20T10:00:00Z' } },
      { Null: { 'aws:SourceIp': 'true', 'aws:TokenIssueTime': 'true', 'aws:TagKeys': 'true', 'aws:nothing': 'true' } },
      { Bool: { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' } },
    ])
      await ask(condition);
    await assert.rejects(ask({ StringEquals: { 'aws:username': 'bob' } }), { code: 'AccessDenied' });
  });

  it('does not let whoever has no token in, whatever the policy', async () => {
    await put('open', { ...everything, Principal: '*' });
    const nobody = user({
      kind: 'anonymous',
      accountId: '',
      arn: 'anonymous',
      principalArn: 'anonymous',
      policies: [],
    });
    await assert.rejects(open(nobody).authorize('codeartifact:ReadFromRepository', arnOf('open')), {
      message: /^Anonymous is not authorized/,
    });
    const opened = createAccess({ database, region: 'us-east-1', anonymousRead: true });
    const scope = opened({ requestId: 'r', caller: nobody, now: new Date(), detail: {} });
    await scope.authorize('codeartifact:ReadFromRepository', arnOf('open'));
    await assert.rejects(scope.authorize('codeartifact:DescribeRepository', arnOf('open')), { code: 'AccessDenied' });
  });
});

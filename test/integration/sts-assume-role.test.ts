import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import {
  addUser,
  allow,
  type ClientsOf,
  clientsOf,
  credentialsIn,
  documentOf,
  trusting,
} from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: ClientsOf;
let ci: ClientsOf;
before(async () => {
  server = await startServer({ repositories: { team: [], other: [] } });
  admin = clientsOf(server);
  ci = await addUser(server, 'ci', [allow(['sts:AssumeRole', 'sts:TagSession'], roleArn('*'))]);
});
after(() => server[Symbol.asyncDispose]());

const account = '111122223333';
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const anyUser = trusting({ AWS: account });
const denied = { name: 'AccessDenied' };

async function addRole(RoleName: string, trust: string, statements: readonly object[] = [], more: object = {}) {
  await admin.iam.createRole({ RoleName, AssumeRolePolicyDocument: trust, ...more });
  if (statements.length > 0)
    await admin.iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: documentOf(...statements) });
}

async function assume(by: ClientsOf, name: string, more: Partial<AssumeRoleRequest> = {}): Promise<ClientsOf> {
  const { Credentials } = await by.sts.assumeRole({ RoleArn: roleArn(name), RoleSessionName: 'build', ...more });
  return clientsOf(server, credentialsIn(Credentials));
}

const pingStatus = async (token: string): Promise<number> => {
  const response = await fetch(`${server.url}/npm/d/acme-${account}/team/-/ping`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
};

describe('AssumeRole: validation', () => {
  before(() => addRole('plain', anyUser, [allow('codeartifact:*')]));

  for (const [what, more, error] of [
    ['less than 900 s', { DurationSeconds: 899 }, { name: 'ValidationError', message: /durationSeconds/ }],
    [
      'more than the role allows',
      { DurationSeconds: 3601 },
      { name: 'ValidationError', message: /MaxSessionDuration/ },
    ],
    ['a session name with a space', { RoleSessionName: 'a b' }, { name: 'ValidationError' }],
    ['a session policy that is none', { Policy: '{}' }, { name: 'MalformedPolicyDocumentException' }],
    ['a session policy that is not there', { PolicyArns: [{ arn: roleArn('x') }] }, { name: 'InvalidParameterValue' }],
    ['a transitive key without a tag', { TransitiveTagKeys: ['a'] }, { name: 'InvalidParameterValue' }],
    ['an MFA device', { SerialNumber: 'arn:aws:iam::1:mfa/x' }, { name: 'ValidationError', message: /MFA/ }],
  ] as [string, Partial<AssumeRoleRequest>, object][])
    it(`refuses ${what}`, () => assert.rejects(assume(ci, 'plain', more), error));

  it('refuses more tags than a session has room for', async () => {
    const actions = ['sts:AssumeRole', 'sts:TagSession'];
    await addRole('roomy', documentOf({ Effect: 'Allow', Principal: { AWS: account }, Action: actions }));
    const tags = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: randomBytes(128).toString('hex') }));
    await assume(ci, 'roomy', { Tags: tags(10) });
    await assert.rejects(assume(ci, 'roomy', { Tags: tags(30) }), { name: 'PackedPolicyTooLargeException' });
  });
});

describe('AssumeRole: permissions', () => {
  it('takes the trust policy, and the caller’s own where that leaves it to the account', async () => {
    const other = await addUser(server, 'other');
    await addRole('for-account', anyUser);
    await addRole('for-other', trusting({ AWS: `arn:aws:iam::${account}:user/other` }));
    await assume(ci, 'for-account');
    await assert.rejects(assume(other, 'for-account'), denied);
    await assume(other, 'for-other');
    await assert.rejects(assume(ci, 'for-other'), denied);
  });

  it('tells nothing of roles that are not there', () =>
    assert.rejects(assume(ci, 'absent'), { ...denied, message: /sts:AssumeRole on resource: \S+role\/absent/ }));

  it('takes the external id that a trust policy asks for', async () => {
    const condition = { Condition: { StringEquals: { 'sts:ExternalId': 'secret-7' } } };
    await addRole('external', trusting({ AWS: account }, 'sts:AssumeRole', condition));
    await assume(ci, 'external', { ExternalId: 'secret-7' });
    for (const more of [{}, { ExternalId: 'secret-8' }]) await assert.rejects(assume(ci, 'external', more), denied);
  });

  it('takes sts:TagSession for tags', async () => {
    await addRole('untagged', anyUser);
    const both = documentOf({
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    });
    await addRole('tagged', both);
    const Tags = [{ Key: 'team', Value: 'a' }];
    await assert.rejects(assume(ci, 'untagged', { Tags }), { ...denied, message: /sts:TagSession/ });
    await assume(ci, 'tagged', { Tags });
  });
});

describe('AssumeRole: behaviour', () => {
  before(() => addRole('builder', anyUser, [allow(['codeartifact:*', 'sts:*'])], { MaxSessionDuration: 7200 }));

  it('answers who the session is, for as long as was asked', async () => {
    const { Credentials, AssumedRoleUser } = await ci.sts.assumeRole({
      ...{ RoleArn: roleArn('builder'), RoleSessionName: 'run-1', DurationSeconds: 7200 },
    });
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
    const left = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    assert.ok(Math.abs(left - 7_200_000) < 5000, `${left} ms`);
    const session = clientsOf(server, credentialsIn(Credentials));
    const { Arn, UserId, Account } = await session.sts.getCallerIdentity({});
    assert.deepEqual([Arn, Account], [`arn:aws:sts::${account}:assumed-role/builder/run-1`, account]);
    assert.match(UserId ?? '', /^AROA[A-Z2-7]{17}:run-1$/);
    assert.deepEqual(AssumedRoleUser, { AssumedRoleId: UserId, Arn });
  });

  it('gives what the role may, within the session policies', async () => {
    const session = await assume(ci, 'builder', { Policy: documentOf(allow('codeartifact:ListDomains')) });
    await session.codeartifact.listDomains({});
    const refused = { name: 'AccessDeniedException', message: /session policy/ };
    await assert.rejects(session.codeartifact.describeDomain({ domain: 'acme' }), refused);
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/AWSCodeArtifactReadOnlyAccess' }];
    const reading = await assume(ci, 'builder', { PolicyArns });
    await reading.codeartifact.describeDomain({ domain: 'acme' });
    await assert.rejects(reading.codeartifact.deleteDomain({ domain: 'acme' }), refused);
  });

  it('refuses credentials that are not whole', async () => {
    const { credentials } = await assume(ci, 'builder');
    const { sessionToken = '' } = credentials;
    const { accessKeyId, secretAccessKey } = credentials;
    const flipped = `${sessionToken.slice(0, 40)}${sessionToken[40] === 'A' ? 'B' : 'A'}${sessionToken.slice(41)}`;
    for (const wrong of [
      { accessKeyId, secretAccessKey },
      { ...credentials, sessionToken: flipped },
      { ...ci.credentials, sessionToken },
      { ...credentials, accessKeyId: ci.credentials.accessKeyId },
    ])
      await assert.rejects(clientsOf(server, wrong).sts.getCallerIdentity({}), { name: 'InvalidClientTokenId' });
    await assert.rejects(clientsOf(server, { ...credentials, secretAccessKey: 'wrong' }).sts.getCallerIdentity({}), {
      name: 'SignatureDoesNotMatch',
    });
  });

  it('follows the role at once: its policies, and its end', async () => {
    await addRole('short', anyUser, [allow(['codeartifact:*', 'sts:*'])]);
    const session = await assume(ci, 'short');
    const { authorizationToken = '' } = await session.codeartifact.getAuthorizationToken({ domain: 'acme' });
    assert.equal(await pingStatus(authorizationToken), 200);
    await admin.iam.deleteRolePolicy({ RoleName: 'short', PolicyName: 'p' });
    await assert.rejects(session.codeartifact.listDomains({}), { name: 'AccessDeniedException' });
    assert.equal(await pingStatus(authorizationToken), 403);
    await admin.iam.deleteRole({ RoleName: 'short' });
    await assert.rejects(session.sts.getCallerIdentity({}), { name: 'InvalidClientTokenId' });
    assert.equal(await pingStatus(authorizationToken), 401);
  });

  it('makes tokens that end with the session when 0 is asked, and that keep to its policies', async () => {
    const session = await assume(ci, 'builder', {
      ...{ DurationSeconds: 900, Policy: documentOf(allow(['codeartifact:GetAuthorizationToken', 'sts:*'])) },
    });
    const ask = { domain: 'acme', durationSeconds: 0 };
    const { authorizationToken = '', expiration } = await session.codeartifact.getAuthorizationToken(ask);
    const left = (expiration?.getTime() ?? 0) - Date.now();
    assert.ok(left > 890_000 && left <= 900_000, `${left} ms`);
    assert.equal(await pingStatus(authorizationToken), 403);
    const whole = await session.codeartifact.getAuthorizationToken({ domain: 'acme' });
    assert.ok((whole.expiration?.getTime() ?? 0) - Date.now() > 40_000_000);
  });

  it('chains roles for an hour, with the tags that are passed on', async () => {
    const session = documentOf({
      ...{ Effect: 'Allow', Principal: { AWS: account }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    });
    await addRole('first', session, [allow('sts:*')], { MaxSessionDuration: 43_200 });
    const ofTeam = allow('codeartifact:ListDomains', '*', {
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' }, Null: { 'aws:PrincipalTag/own': 'true' } },
    });
    await addRole('second', session, [ofTeam], { MaxSessionDuration: 43_200 });
    const Tags = [
      { Key: 'team', Value: 'a' },
      { Key: 'own', Value: 'b' },
    ];
    const first = await assume(ci, 'first', { Tags, TransitiveTagKeys: ['team'] });
    await assert.rejects(assume(first, 'second', { DurationSeconds: 3601 }), /role chaining/);
    await assert.rejects(assume(first, 'second', { Tags: [{ Key: 'TEAM', Value: 'b' }] }), {
      name: 'InvalidParameterValue',
    });
    const second = await assume(first, 'second');
    await second.codeartifact.listDomains({});
  });
});

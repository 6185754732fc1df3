import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AssumeRoleWithWebIdentityRequest, STS } from '@aws-sdk/client-sts';
import { UnsecuredJWT } from 'jose';
import { allow, type ClientsOf, clientsOf, credentialsIn, documentOf, trusting } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';

let issuer: TokenIssuer;
let untrusted: TokenIssuer;
let server: TestServer;
let admin: ClientsOf;
let anonymous: STS;
let name: string;
const subject = 'repo:acme/app:ref:refs/heads/main';
const RoleArn = 'arn:aws:iam::111122223333:role/publisher';

before(async () => {
  [issuer, untrusted] = [await startTokenIssuer(), await startTokenIssuer()];
  name = new URL(issuer.url).host;
  server = await startServer({ repositories: { team: [] }, env: { COFFER_TRUSTED_ISSUERS: issuer.url } });
  admin = clientsOf(server);
  anonymous = new STS({ endpoint: server.url, region: server.region, maxAttempts: 1 });
  const { OpenIDConnectProviderArn } = await admin.iam.createOpenIDConnectProvider({
    ...{ Url: issuer.url, ClientIDList: ['sts.amazonaws.com'] },
  });
  assert.equal(OpenIDConnectProviderArn, `arn:aws:iam::111122223333:oidc-provider/${name}`);
  const condition = {
    StringEquals: { [`${name}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${name}:sub`]: 'repo:acme/*:ref:refs/heads/main' },
  };
  const Federated = OpenIDConnectProviderArn;
  await admin.iam.createRole({
    RoleName: 'publisher',
    AssumeRolePolicyDocument: trusting({ Federated }, 'sts:AssumeRoleWithWebIdentity', { Condition: condition }),
  });
  const PolicyDocument = documentOf(allow(['codeartifact:*', 'sts:GetServiceBearerToken']));
  await admin.iam.putRolePolicy({ RoleName: 'publisher', PolicyName: 'p', PolicyDocument });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  for (const each of [issuer, untrusted]) await each[Symbol.asyncDispose]();
});

const claims = { sub: subject, aud: 'sts.amazonaws.com' };
const assume = (WebIdentityToken: string, more: Partial<AssumeRoleWithWebIdentityRequest> = {}) =>
  anonymous.assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'job-7', WebIdentityToken, ...more });

describe('AssumeRoleWithWebIdentity: validation', () => {
  it('refuses what is no token of the issuer for this audience', async () => {
    const invalid = { name: 'InvalidIdentityTokenException' };
    const now = Math.floor(Date.now() / 1000);
    const good = await issuer.sign(claims);
    const tampered = good.split('.');
    tampered[1] = Buffer.from(
      JSON.stringify({ ...claims, iss: issuer.url, iat: now, exp: now + 300, sub: 'x' }),
    ).toString('base64url');
    for (const token of [
      'no token',
      tampered.join('.'),
      new UnsecuredJWT({ ...claims, iss: issuer.url, iat: now, exp: now + 300 }).encode(),
      await issuer.sign({ ...claims, aud: 'another' }),
      await issuer.sign({ ...claims, azp: 'another' }),
      await issuer.sign({ aud: claims.aud }),
      await untrusted.sign({ ...claims, iss: issuer.url }, { kid: '9' }),
      await untrusted.sign({ ...claims, iss: issuer.url }),
      await untrusted.sign(claims),
      await issuer.sign({ ...claims, iss: 'https://issuer.test' }),
    ])
      await assert.rejects(assume(token), invalid, token);
    await assert.rejects(assume(await issuer.sign(claims, { seconds: -120 })), { name: 'ExpiredTokenException' });
    assert.deepEqual(untrusted.asked, [], 'an issuer that no account named was asked');
  });

  it('asks no address of its own network for keys, unless the operator trusts it', async () => {
    const url = untrusted.url.replace('http:', 'https:');
    const { OpenIDConnectProviderArn } = await admin.iam.createOpenIDConnectProvider({
      ...{ Url: url, ClientIDList: ['sts.amazonaws.com'] },
    });
    await assert.rejects(untrusted.sign({ ...claims, iss: url }).then(assume), {
      name: 'IDPCommunicationErrorException',
      message: /public internet/,
    });
    assert.deepEqual(untrusted.asked, []);
    await admin.iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
  });

  it('refuses a provider that speaks plain http, unless the operator trusts it', () =>
    assert.rejects(admin.iam.createOpenIDConnectProvider({ Url: untrusted.url }), { name: 'InvalidInputException' }));
});

describe('AssumeRoleWithWebIdentity: permissions', () => {
  it('takes what the trust policy says of the token', async () => {
    const refused = { name: 'AccessDenied' };
    for (const sub of ['repo:evil/app:ref:refs/heads/main', 'repo:acme/app:ref:refs/heads/other'])
      await assert.rejects(issuer.sign({ ...claims, sub }).then(assume), refused);
    const token = await issuer.sign(claims);
    await assert.rejects(assume(token, { RoleArn: `${RoleArn}-not` }), refused);
    await admin.iam.createRole({ RoleName: 'for-users', AssumeRolePolicyDocument: trusting({ AWS: '111122223333' }) });
    await assert.rejects(assume(token, { RoleArn: 'arn:aws:iam::111122223333:role/for-users' }), refused);
    await assert.rejects(assume(token, { RoleArn: 'arn:aws:iam::444455556666:role/publisher' }), {
      name: 'InvalidIdentityTokenException',
    });
  });
});

describe('AssumeRoleWithWebIdentity: behaviour', () => {
  it('gives a job a session without any key, which publishes', async () => {
    const { Credentials, ...answer } = await assume(await issuer.sign(claims), { DurationSeconds: 900 });
    assert.deepEqual(
      [answer.SubjectFromWebIdentityToken, answer.Audience, answer.Provider],
      [subject, 'sts.amazonaws.com', issuer.url],
    );
    const job = clientsOf(server, credentialsIn(Credentials));
    const { Arn } = await job.sts.getCallerIdentity({});
    assert.equal(Arn, 'arn:aws:sts::111122223333:assumed-role/publisher/job-7');
    assert.equal(answer.AssumedRoleUser?.Arn, Arn);
    const { status } = await job.codeartifact.publishPackageVersion({
      ...{
        domain: 'acme',
        repository: 'team',
        format: 'generic',
        namespace: 'n',
        package: 'tool',
        packageVersion: '1',
      },
      ...{ assetName: 'a', assetContent: Buffer.from('x'), assetSHA256: sha256OfX },
    });
    assert.equal(status, 'Published');
  });

  it('reads further claims of the token, and the first of several audiences', async () => {
    const only = { StringEquals: { [`${name}:environment`]: 'production' } };
    await admin.iam.createRole({
      RoleName: 'deployer',
      AssumeRolePolicyDocument: trusting(
        { Federated: `arn:aws:iam::111122223333:oidc-provider/${name}` },
        'sts:AssumeRoleWithWebIdentity',
        { Condition: only },
      ),
    });
    const deployer = { RoleArn: 'arn:aws:iam::111122223333:role/deployer' };
    await assert.rejects(assume(await issuer.sign({ ...claims, environment: 'test' }), deployer), {
      name: 'AccessDenied',
    });
    const aud = ['sts.amazonaws.com', 'more'];
    await assume(await issuer.sign({ ...claims, aud, environment: 'production' }), deployer);
  });

  it('keeps the issuer’s keys', async () => {
    await assume(await issuer.sign(claims));
    const before = issuer.asked.length;
    for (let n = 0; n < 3; n++) await assume(await issuer.sign(claims));
    assert.equal(issuer.asked.length, before);
  });
});

const sha256OfX = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

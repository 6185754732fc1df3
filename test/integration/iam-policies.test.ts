import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser, allow, type ClientsOf, clientsOf, documentOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const own = (name: string) => `arn:aws:iam::111122223333:policy${name}`;
const listing = documentOf(allow('codeartifact:ListDomains'));
const denied = { name: 'AccessDeniedException' };

describe('IAM policies: validation', () => {
  for (const [what, PolicyDocument, message] of [
    ['what is no JSON', '{', /JSON/],
    ['a statement without an effect', documentOf({ Action: '*', Resource: '*' }), /Effect/],
    ['a principal', documentOf({ ...allow('*'), Principal: '*' }), /Principal/],
    [
      'an operator that there is not',
      documentOf(allow('*', '*', { Condition: { StringIs: { 'a:b': 'c' } } })),
      /StringIs/,
    ],
  ] as const)
    it(`refuses ${what}, naming the place`, async () => {
      const wrong = { name: 'MalformedPolicyDocumentException', message };
      await assert.rejects(iam.putUserPolicy({ UserName: 'admin', PolicyName: 'x', PolicyDocument }), wrong);
      await assert.rejects(iam.createPolicy({ PolicyName: 'x', PolicyDocument }), wrong);
    });

  it('keeps to the sizes of IAM, white space not counted', async () => {
    await iam.createUser({ UserName: 'large' });
    const inline = (characters: number) => {
      const arn = 'arn:aws:s3:::x';
      const rest = characters - documentOf(allow('a:b', arn)).length;
      return JSON.stringify(JSON.parse(documentOf(allow('a:b', `${arn}${'y'.repeat(rest)}`))), null, 2);
    };
    const put = (PolicyName: string, characters: number) =>
      iam.putUserPolicy({ UserName: 'large', PolicyName, PolicyDocument: inline(characters) });
    await put('a', 2000);
    await put('a', 1900);
    await assert.rejects(put('b', 149), { name: 'LimitExceededException', message: /2048/ });
    await put('b', 148);
    await assert.rejects(iam.createPolicy({ PolicyName: 'big', PolicyDocument: inline(6145) }), {
      name: 'LimitExceededException',
    });
    await iam.createPolicy({ PolicyName: 'big', PolicyDocument: inline(6144) });
  });

  it('attaches no policy that is not there, and no more than ten', async () => {
    await iam.createUser({ UserName: 'many' });
    const attach = (PolicyArn: string) => iam.attachUserPolicy({ UserName: 'many', PolicyArn });
    for (const arn of [own('/none'), aws('None'), 'arn:aws:iam::444455556666:policy/theirs'])
      await assert.rejects(attach(arn), { name: 'NoSuchEntityException' });
    await assert.rejects(attach('arn:aws:iam::111122223333:user/admin'), { name: 'InvalidInputException' });
    for (let n = 0; n <= 10; n++) await iam.createPolicy({ PolicyName: `many-${n}`, PolicyDocument: listing });
    for (let n = 0; n < 10; n++) await attach(own(`/many-${n}`));
    await attach(own('/many-9'));
    await assert.rejects(attach(own('/many-10')), { name: 'LimitExceededException' });
  });
});

describe('IAM policies: permissions', () => {
  it('conditions can say which policy may be attached, and which boundary there has to be', async () => {
    const delegate = await addUser(server, 'delegate', [
      allow('iam:AttachUserPolicy', '*', {
        Condition: { ArnEquals: { 'iam:PolicyARN': aws('AWSCodeArtifactReadOnlyAccess') } },
      }),
      allow('iam:CreateUser', '*', {
        Condition: { StringEquals: { 'iam:PermissionsBoundary': aws('AWSCodeArtifactReadOnlyAccess') } },
      }),
    ]);
    await assert.rejects(delegate.iam.createUser({ UserName: 'free' }), { name: 'AccessDenied' });
    const PermissionsBoundary = aws('AWSCodeArtifactReadOnlyAccess');
    await delegate.iam.createUser({ UserName: 'fenced', PermissionsBoundary });
    const attach = (name: string) => delegate.iam.attachUserPolicy({ UserName: 'fenced', PolicyArn: aws(name) });
    await assert.rejects(attach('AdministratorAccess'), { name: 'AccessDenied' });
    await attach('AWSCodeArtifactReadOnlyAccess');
  });
});

describe('IAM policies: behaviour', () => {
  it('inline: are put, read back, listed and deleted, and work at once', async () => {
    const ann = await addUser(server, 'ann');
    const name = { UserName: 'ann', PolicyName: 'lists' };
    await assert.rejects(ann.codeartifact.listDomains({}), denied);
    await iam.putUserPolicy({ ...name, PolicyDocument: listing });
    await ann.codeartifact.listDomains({});
    const { PolicyDocument = '' } = await iam.getUserPolicy(name);
    assert.equal(decodeURIComponent(PolicyDocument), listing);
    assert.deepEqual((await iam.listUserPolicies({ UserName: 'ann' })).PolicyNames, ['lists']);
    await iam.deleteUserPolicy(name);
    await assert.rejects(ann.codeartifact.listDomains({}), denied);
    await assert.rejects(iam.deleteUserPolicy(name), { name: 'NoSuchEntityException' });
    await assert.rejects(iam.getUserPolicy(name), { name: 'NoSuchEntityException' });
  });

  it('of groups: are those of their members', async () => {
    const bob = await addUser(server, 'bob');
    await iam.createGroup({ GroupName: 'readers' });
    await iam.putGroupPolicy({ GroupName: 'readers', PolicyName: 'lists', PolicyDocument: listing });
    await iam.addUserToGroup({ GroupName: 'readers', UserName: 'bob' });
    await bob.codeartifact.listDomains({});
    await assert.rejects(bob.codeartifact.describeDomain({ domain: 'acme' }), denied);
    const PolicyArn = aws('AWSCodeArtifactReadOnlyAccess');
    await iam.attachGroupPolicy({ GroupName: 'readers', PolicyArn });
    await bob.codeartifact.describeDomain({ domain: 'acme' });
    await bob.codeartifact.getAuthorizationToken({ domain: 'acme' });
    const { Groups } = await iam.listGroupsForUser({ UserName: 'bob' });
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ['readers'],
    );
    const { Users } = await iam.getGroup({ GroupName: 'readers' });
    assert.deepEqual(
      Users?.map(({ UserName }) => UserName),
      ['bob'],
    );
    await iam.removeUserFromGroup({ GroupName: 'readers', UserName: 'bob' });
    await assert.rejects(bob.codeartifact.listDomains({}), denied);
  });

  it('managed: have versions, one of which is in effect', async () => {
    const cleo = await addUser(server, 'cleo');
    const { Policy } = await iam.createPolicy({ PolicyName: 'steps', Path: '/p/', PolicyDocument: listing });
    const PolicyArn = Policy?.Arn ?? '';
    assert.deepEqual([PolicyArn, Policy?.DefaultVersionId, Policy?.AttachmentCount], [own('/p/steps'), 'v1', 0]);
    await iam.attachUserPolicy({ UserName: 'cleo', PolicyArn });
    await cleo.codeartifact.listDomains({});
    const none = documentOf(allow('iam:GetUser'));
    const second = await iam.createPolicyVersion({ PolicyArn, PolicyDocument: none });
    assert.deepEqual([second.PolicyVersion?.VersionId, second.PolicyVersion?.IsDefaultVersion], ['v2', false]);
    await cleo.codeartifact.listDomains({});
    await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v2' });
    await assert.rejects(cleo.codeartifact.listDomains({}), denied);
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v2' });
    assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ''), none);
    await assert.rejects(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v2' }), { name: 'DeleteConflictException' });
    await iam.deletePolicyVersion({ PolicyArn, VersionId: 'v1' });
    for (let n = 3; n <= 6; n++)
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument: listing, SetAsDefault: true });
    await assert.rejects(iam.createPolicyVersion({ PolicyArn, PolicyDocument: listing }), {
      name: 'LimitExceededException',
    });
    const { Versions } = await iam.listPolicyVersions({ PolicyArn });
    assert.deepEqual(
      Versions?.map(({ VersionId }) => VersionId),
      ['v6', 'v5', 'v4', 'v3', 'v2'],
    );
    await cleo.codeartifact.listDomains({});
    await assert.rejects(iam.deletePolicy({ PolicyArn }), { name: 'DeleteConflictException', message: /attached/ });
    await iam.detachUserPolicy({ UserName: 'cleo', PolicyArn });
    await assert.rejects(iam.deletePolicy({ PolicyArn }), { name: 'DeleteConflictException', message: /version/ });
    for (const VersionId of ['v2', 'v3', 'v4', 'v5']) await iam.deletePolicyVersion({ PolicyArn, VersionId });
    await iam.deletePolicy({ PolicyArn });
    await assert.rejects(iam.getPolicy({ PolicyArn }), { name: 'NoSuchEntityException' });
  });

  it('of AWS: are there, attached to the administrator, and cannot be changed', async () => {
    const { Policies } = await iam.listPolicies({ Scope: 'AWS' });
    const names = ['AdministratorAccess', 'AWSCodeArtifactAdminAccess', 'AWSCodeArtifactReadOnlyAccess'];
    assert.deepEqual(Policies?.map(({ PolicyName }) => PolicyName).toSorted(), names.toSorted());
    const { AttachedPolicies } = await iam.listAttachedUserPolicies({ UserName: 'admin' });
    assert.deepEqual(AttachedPolicies, [{ PolicyName: names[0], PolicyArn: aws('AdministratorAccess') }]);
    const { PolicyUsers } = await iam.listEntitiesForPolicy({ PolicyArn: aws('AdministratorAccess') });
    assert.deepEqual(
      PolicyUsers?.map(({ UserName }) => UserName),
      ['admin'],
    );
    for (const name of names) {
      const { Policy } = await iam.getPolicy({ PolicyArn: aws(name) });
      const version = { PolicyArn: aws(name), VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await iam.getPolicyVersion(version);
      assert.match(decodeURIComponent(PolicyVersion?.Document ?? ''), /"Effect":"Allow"/);
      await assert.rejects(iam.deletePolicy({ PolicyArn: aws(name) }), { name: 'InvalidInputException' });
    }
  });

  it('are listed page by page, an account’s own before those of AWS', async () => {
    await iam.createPolicy({ PolicyName: 'zz-1', Path: '/l/', PolicyDocument: listing });
    await iam.createPolicy({ PolicyName: 'ZZ-2', Path: '/l/', PolicyDocument: listing });
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.listPolicies({ MaxItems: 2, ...(Marker !== undefined && { Marker }) });
      names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
      ({ Marker } = page);
    } while (Marker !== undefined);
    assert.equal(new Set(names).size, names.length);
    assert.ok(
      names.indexOf('zz-1') < names.indexOf('ZZ-2') && names.indexOf('ZZ-2') < names.indexOf('AdministratorAccess'),
    );
    const local = await iam.listPolicies({ Scope: 'Local', PathPrefix: '/l/' });
    assert.deepEqual(
      local.Policies?.map(({ PolicyName }) => PolicyName),
      ['zz-1', 'ZZ-2'],
    );
  });

  it('boundaries: hold back what other policies grant', async () => {
    const dora = await addUser(server, 'dora', [allow('codeartifact:*')]);
    await dora.codeartifact.describeDomain({ domain: 'acme' });
    const { Policy } = await iam.createPolicy({ PolicyName: 'fence', PolicyDocument: listing });
    await iam.putUserPermissionsBoundary({ UserName: 'dora', PermissionsBoundary: Policy?.Arn });
    await dora.codeartifact.listDomains({});
    await assert.rejects(dora.codeartifact.describeDomain({ domain: 'acme' }), {
      ...denied,
      message: /permissions boundary/,
    });
    const { User } = await iam.getUser({ UserName: 'dora' });
    assert.equal(User?.PermissionsBoundary?.PermissionsBoundaryArn, Policy?.Arn);
    await assert.rejects(iam.deletePolicy({ PolicyArn: Policy?.Arn }), { name: 'DeleteConflictException' });
    await iam.deleteUserPermissionsBoundary({ UserName: 'dora' });
    await dora.codeartifact.describeDomain({ domain: 'acme' });
  });
});

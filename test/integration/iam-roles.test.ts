import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser, allow, type ClientsOf, clientsOf, documentOf, trusting } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer();
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const ofAccount = trusting({ AWS: '111122223333' });

describe('IAM roles: validation', () => {
  for (const [what, document] of [
    ['no principal', documentOf(allow('sts:AssumeRole'))],
    ['a resource', documentOf({ ...allow('sts:AssumeRole'), Principal: '*' })],
    ['a principal that is none', trusting({ AWS: 'bob' })],
  ] as const)
    it(`refuses a trust policy with ${what}`, () =>
      assert.rejects(iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: document }), {
        name: 'MalformedPolicyDocumentException',
      }));

  for (const MaxSessionDuration of [3599, 43_201])
    it(`refuses sessions of ${MaxSessionDuration} s`, () =>
      assert.rejects(iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: ofAccount, MaxSessionDuration }), {
        name: 'ValidationError',
        message: /'maxSessionDuration'/,
      }));
});

describe('IAM roles: permissions', () => {
  it('are decided on the ARN of the role', async () => {
    const arn = 'arn:aws:iam::111122223333:role/ci/*';
    const lead = await addUser(server, 'lead', [allow('iam:*Role*', arn)]);
    const role = { RoleName: 'build', Path: '/ci/', AssumeRolePolicyDocument: ofAccount };
    await lead.iam.createRole(role);
    await assert.rejects(lead.iam.createRole({ ...role, RoleName: 'b2', Path: '/' }), { name: 'AccessDenied' });
    await lead.iam.deleteRole({ RoleName: 'build' });
  });
});

describe('IAM roles: behaviour', () => {
  it('are made, described, changed, listed and deleted', async () => {
    const { Role } = await iam.createRole({
      ...{ RoleName: 'deploy', Path: '/ci/', AssumeRolePolicyDocument: ofAccount, Description: 'deploys' },
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    assert.equal(Role?.Arn, 'arn:aws:iam::111122223333:role/ci/deploy');
    assert.match(Role?.RoleId ?? '', /^AROA/);
    assert.deepEqual([Role?.MaxSessionDuration, Role?.Description], [3600, 'deploys']);
    await assert.rejects(iam.createRole({ RoleName: 'DEPLOY', AssumeRolePolicyDocument: ofAccount }), {
      name: 'EntityAlreadyExistsException',
    });
    await iam.updateRole({ RoleName: 'deploy', MaxSessionDuration: 7200 });
    const others = trusting({ AWS: 'arn:aws:iam::444455556666:root' });
    await iam.updateAssumeRolePolicy({ RoleName: 'deploy', PolicyDocument: others });
    await iam.updateRoleDescription({ RoleName: 'deploy', Description: 'for others' });
    const changed = (await iam.getRole({ RoleName: 'deploy' })).Role;
    assert.deepEqual([changed?.MaxSessionDuration, changed?.Description], [7200, 'for others']);
    assert.equal(decodeURIComponent(changed?.AssumeRolePolicyDocument ?? ''), others);
    assert.deepEqual(changed?.Tags, [{ Key: 'team', Value: 'a' }]);
    const { Roles } = await iam.listRoles({ PathPrefix: '/ci' });
    assert.deepEqual(
      Roles?.map(({ RoleName }) => RoleName),
      ['deploy'],
    );
    await iam.attachRolePolicy({ RoleName: 'deploy', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    await assert.rejects(iam.deleteRole({ RoleName: 'deploy' }), { name: 'DeleteConflictException' });
    await iam.detachRolePolicy({ RoleName: 'deploy', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    assert.deepEqual((await iam.listInstanceProfilesForRole({ RoleName: 'deploy' })).InstanceProfiles ?? [], []);
    await iam.deleteRole({ RoleName: 'deploy' });
    await assert.rejects(iam.getRole({ RoleName: 'deploy' }), { name: 'NoSuchEntityException' });
  });
});

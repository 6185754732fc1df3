import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListUsers } from '@aws-sdk/client-iam';
import { addUser, allow, clientsOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ReturnType<typeof clientsOf>['iam'];
before(async () => {
  server = await startServer();
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const account = '111122223333';
const arnOf = (rest: string) => `arn:aws:iam::${account}:user${rest}`;

describe('IAM users: validation', () => {
  for (const [what, input] of [
    ['a name with a space', { UserName: 'a b' }],
    ['a name that is too long', { UserName: 'a'.repeat(65) }],
    ['a path without a slash at its end', { UserName: 'ann', Path: '/x' }],
    ['tags whose keys are the same but for their case', { UserName: 'ann', Tags: [tag('A'), tag('a')] }],
    ['a tag of AWS', { UserName: 'ann', Tags: [tag('aws:x')] }],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.rejects(iam.createUser({ ...input, Tags: 'Tags' in input ? [...input.Tags] : undefined }), {
        name: /ValidationError|InvalidInput/,
      }));

  it('refuses a name that is there in another case', async () => {
    await iam.createUser({ UserName: 'Taken' });
    await assert.rejects(iam.createUser({ UserName: 'tAKEN' }), { name: 'EntityAlreadyExistsException' });
    await assert.rejects(iam.updateUser({ UserName: 'admin', NewUserName: 'TAKEN' }), {
      name: 'EntityAlreadyExistsException',
    });
  });

  it('refuses a boundary that is no policy', () =>
    assert.rejects(iam.createUser({ UserName: 'bound', PermissionsBoundary: `arn:aws:iam::${account}:policy/none` }), {
      name: 'NoSuchEntityException',
    }));
});

function tag(key: string) {
  return { Key: key, Value: 'v' };
}

describe('IAM users: permissions', () => {
  it('are decided on the ARN of the user, path included', async () => {
    await iam.createUser({ UserName: 'inside', Path: '/team/' });
    await iam.createUser({ UserName: 'outside' });
    const lead = await addUser(server, 'lead', [allow(['iam:GetUser', 'iam:CreateUser'], arnOf('/team/*'))]);
    assert.equal((await lead.iam.getUser({ UserName: 'inside' })).User?.Path, '/team/');
    await assert.rejects(lead.iam.getUser({ UserName: 'outside' }), {
      name: 'AccessDenied',
      message: new RegExp(
        `User: ${arnOf('/lead')} is not authorized to perform: iam:GetUser on resource: ${arnOf('/outside')} `,
      ),
    });
    await lead.iam.createUser({ UserName: 'newcomer', Path: '/team/' });
    await assert.rejects(lead.iam.createUser({ UserName: 'newcomer-2' }), { name: 'AccessDenied' });
    await assert.rejects(
      lead.iam.createUser({ UserName: 'tagged', Path: '/team/', Tags: [tag('a')] }),
      /perform: iam:TagUser /,
    );
  });

  it('tell who may not ask nothing of whether a user is there', async () => {
    const nobody = await addUser(server, 'nobody');
    for (const UserName of ['admin', 'absent'])
      await assert.rejects(nobody.iam.getUser({ UserName }), { name: 'AccessDenied' });
  });
});

describe('IAM users: behaviour', () => {
  it('are made, described, renamed and deleted', async () => {
    const Tags = [tag('Team'), { Key: 'empty', Value: '' }];
    const { User } = await iam.createUser({ UserName: 'ann', Path: '/a/', Tags });
    assert.deepEqual([User?.Arn, User?.Tags], [arnOf('/a/ann'), Tags]);
    assert.match(User?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
    assert.ok(Math.abs(Date.now() - (User?.CreateDate?.getTime() ?? 0)) < 10_000);
    await iam.updateUser({ UserName: 'ANN', NewUserName: 'Anna', NewPath: '/b/' });
    const renamed = (await iam.getUser({ UserName: 'anna' })).User;
    assert.deepEqual([renamed?.UserName, renamed?.Arn, renamed?.UserId], ['Anna', arnOf('/b/Anna'), User?.UserId]);
    await iam.deleteUser({ UserName: 'Anna' });
    await assert.rejects(iam.getUser({ UserName: 'Anna' }), {
      name: 'NoSuchEntityException',
      message: 'The user with name Anna cannot be found.',
    });
    await assert.rejects(iam.deleteUser({ UserName: 'Anna' }), { name: 'NoSuchEntityException' });
  });

  it('are who asks, when no name is given', async () => {
    assert.equal((await iam.getUser({})).User?.UserName, 'admin');
  });

  it('are listed page by page, below a path', async () => {
    for (const name of ['p3', 'P1', 'p2']) await iam.createUser({ UserName: name, Path: '/pages/' });
    const names: (string | undefined)[][] = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: '/pages/' }))
      names.push((page.Users ?? []).map(({ UserName }) => UserName));
    assert.deepEqual(names, [['P1', 'p2'], ['p3']]);
    await assert.rejects(iam.listUsers({ Marker: '!!' }), { name: 'ValidationError' });
  });

  it('stay as long as they have something', async () => {
    const user = { UserName: 'busy' };
    const policy = { ...user, PolicyArn: 'arn:aws:iam::aws:policy/AWSCodeArtifactReadOnlyAccess' };
    const inline = { ...user, PolicyName: 'x' };
    const member = { ...user, GroupName: 'crew' };
    await iam.createGroup({ GroupName: 'crew' });
    await iam.createUser(user);
    const { AccessKey } = await iam.createAccessKey(user);
    await iam.putUserPolicy({ ...inline, PolicyDocument: JSON.stringify({ Statement: [allow('*')] }) });
    await iam.attachUserPolicy(policy);
    await iam.addUserToGroup(member);
    const steps: (() => Promise<unknown>)[] = [
      () => iam.deleteAccessKey({ ...user, AccessKeyId: AccessKey?.AccessKeyId }),
      () => iam.deleteUserPolicy(inline),
      () => iam.detachUserPolicy(policy),
      () => iam.removeUserFromGroup(member),
    ];
    await assert.rejects(iam.deleteGroup({ GroupName: 'crew' }), { name: 'DeleteConflictException' });
    for (const step of steps) {
      await assert.rejects(iam.deleteUser(user), { name: 'DeleteConflictException' });
      await step();
    }
    await iam.deleteUser(user);
    await iam.deleteGroup({ GroupName: 'crew' });
  });
});

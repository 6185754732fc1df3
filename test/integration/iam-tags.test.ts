import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser, allow, type ClientsOf, clientsOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const tag = (Key: string, Value = 'v') => ({ Key, Value });

describe('IAM tags: validation', () => {
  it('are fifty at most', async () => {
    await iam.createUser({ UserName: 'full' });
    await iam.tagUser({ UserName: 'full', Tags: Array.from({ length: 50 }, (_, n) => tag(`k${n}`)) });
    await iam.tagUser({ UserName: 'full', Tags: [tag('K1', 'again')] });
    await assert.rejects(iam.tagUser({ UserName: 'full', Tags: [tag('more')] }), { name: 'LimitExceededException' });
  });
});

describe('IAM tags: permissions', () => {
  it('conditions read what a request brings', async () => {
    const tagger = await addUser(server, 'tagger', [
      allow('iam:TagUser', '*', {
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
          Null: { 'aws:RequestTag/team': 'false' },
        },
      }),
    ]);
    await tagger.iam.tagUser({ UserName: 'admin', Tags: [tag('team')] });
    await assert.rejects(tagger.iam.tagUser({ UserName: 'admin', Tags: [tag('team'), tag('other')] }), {
      name: 'AccessDenied',
    });
  });
});

describe('IAM tags: behaviour', () => {
  it('are put, kept in their first spelling, listed and taken away, on everything that has them', async () => {
    await iam.createUser({ UserName: 'ann' });
    const document = { AssumeRolePolicyDocument: JSON.stringify({ Statement: [trust] }) };
    await iam.createRole({ RoleName: 'role', ...document });
    const { Policy } = await iam.createPolicy({
      PolicyName: 'p',
      PolicyDocument: JSON.stringify({ Statement: allow('*') }),
    });
    const provider = await iam.createOpenIDConnectProvider({ Url: 'https://issuer.test' });
    const { OpenIDConnectProviderArn } = provider;
    const walks = [
      {
        put: (Tags: ReturnType<typeof tag>[]) => iam.tagUser({ UserName: 'ann', Tags }),
        take: (TagKeys: string[]) => iam.untagUser({ UserName: 'ann', TagKeys }),
        list: () => iam.listUserTags({ UserName: 'ann' }),
      },
      {
        put: (Tags: ReturnType<typeof tag>[]) => iam.tagRole({ RoleName: 'role', Tags }),
        take: (TagKeys: string[]) => iam.untagRole({ RoleName: 'role', TagKeys }),
        list: () => iam.listRoleTags({ RoleName: 'role' }),
      },
      {
        put: (Tags: ReturnType<typeof tag>[]) => iam.tagPolicy({ PolicyArn: Policy?.Arn, Tags }),
        take: (TagKeys: string[]) => iam.untagPolicy({ PolicyArn: Policy?.Arn, TagKeys }),
        list: () => iam.listPolicyTags({ PolicyArn: Policy?.Arn }),
      },
      {
        put: (Tags: ReturnType<typeof tag>[]) => iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags }),
        take: (TagKeys: string[]) => iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys }),
        list: () => iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn }),
      },
    ];
    for (const { put, take, list } of walks) {
      await put([tag('Team', 'a'), tag('cost')]);
      await put([tag('TEAM', 'b')]);
      assert.deepEqual((await list()).Tags, [tag('Team', 'b'), tag('cost')]);
      await take(['team', 'absent']);
      assert.deepEqual((await list()).Tags, [tag('cost')]);
    }
  });

  it('of a user decide what it may, at once', async () => {
    const may = allow('codeartifact:ListDomains', '*', {
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } },
    });
    const bob = await addUser(server, 'bob', [may]);
    const denied = { name: 'AccessDeniedException' };
    await assert.rejects(bob.codeartifact.listDomains({}), denied);
    await iam.tagUser({ UserName: 'bob', Tags: [tag('team', 'a')] });
    await bob.codeartifact.listDomains({});
    await iam.untagUser({ UserName: 'bob', TagKeys: ['team'] });
    await assert.rejects(bob.codeartifact.listDomains({}), denied);
  });
});

const trust = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };

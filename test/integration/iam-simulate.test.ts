import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import { addUser, allow, type ClientsOf, clientsOf, documentOf, trusting } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  ({ iam } = clientsOf(server));
  await addUser(server, 'ann', [
    allow('codeartifact:List*'),
    { Effect: 'Deny', Action: 'codeartifact:Delete*', Resource: '*' },
  ]);
});
after(() => server[Symbol.asyncDispose]());

const ann = 'arn:aws:iam::111122223333:user/ann';
const team = 'arn:aws:codeartifact:us-east-1:111122223333:repository/acme/team';
const simulate = async (more: Partial<SimulatePrincipalPolicyCommandInput>) => {
  const { EvaluationResults = [] } = await iam.simulatePrincipalPolicy({
    ...{ PolicySourceArn: ann, ActionNames: ['codeartifact:ListDomains'] },
    ...more,
  });
  return EvaluationResults;
};

describe('SimulatePrincipalPolicy: validation', () => {
  for (const [what, more, name] of [
    ['a principal that is not there', { PolicySourceArn: `${ann}-not` }, 'NoSuchEntityException'],
    ['a policy that is none', { PolicyInputList: ['{}'] }, 'MalformedPolicyDocument'],
    ['a policy of the resource', { ResourcePolicy: '{}' }, 'InvalidInputException'],
    ['no action', { ActionNames: undefined }, 'ValidationError'],
  ] as const)
    it(`refuses ${what}`, () => assert.rejects(simulate({ ...more } as never), { name: new RegExp(name) }));
});

describe('SimulatePrincipalPolicy: permissions', () => {
  it('are decided on the principal that is simulated', async () => {
    const auditor = await addUser(server, 'auditor', [allow('iam:SimulatePrincipalPolicy', ann)]);
    const asked = { PolicySourceArn: ann, ActionNames: ['a:b'] };
    await auditor.iam.simulatePrincipalPolicy(asked);
    const other = { ...asked, PolicySourceArn: 'arn:aws:iam::111122223333:user/admin' };
    await assert.rejects(auditor.iam.simulatePrincipalPolicy(other), { name: 'AccessDenied' });
  });
});

describe('SimulatePrincipalPolicy: behaviour', () => {
  it('names the statement that decides, and where it is', async () => {
    const ActionNames = ['codeartifact:ListDomains', 'codeartifact:DeleteDomain', 'codeartifact:CreateDomain'];
    const results = await simulate({ ActionNames });
    assert.deepEqual(
      results.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
      [
        [ActionNames[0], 'allowed'],
        [ActionNames[1], 'explicitDeny'],
        [ActionNames[2], 'implicitDeny'],
      ],
    );
    const [listing] = results[0]?.MatchedStatements ?? [];
    const [deleting] = results[1]?.MatchedStatements ?? [];
    assert.deepEqual([listing?.SourcePolicyId, listing?.SourcePolicyType], ['user_ann_grants', 'user']);
    assert.ok((listing?.EndPosition?.Column ?? 0) <= (deleting?.StartPosition?.Column ?? 0));
    assert.deepEqual(results[2]?.MatchedStatements ?? [], []);
  });

  it('reads groups, managed policies, boundaries and condition keys', async () => {
    await addUser(server, 'bob');
    const bob = { PolicySourceArn: ann.replace('ann', 'bob') };
    await iam.createGroup({ GroupName: 'crew' });
    const fromHere = allow('codeartifact:ListDomains', '*', {
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    });
    await iam.putGroupPolicy({ GroupName: 'crew', PolicyName: 'here', PolicyDocument: documentOf(fromHere) });
    await iam.addUserToGroup({ GroupName: 'crew', UserName: 'bob' });
    const at = (address: string) => ({
      ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyType: 'ip' as const, ContextKeyValues: [address] }],
    });
    assert.equal((await simulate({ ...bob, ...at('192.0.2.1') }))[0]?.EvalDecision, 'implicitDeny');
    const [here] = await simulate({ ...bob, ...at('10.1.1.1') });
    assert.deepEqual(here?.MatchedStatements?.[0]?.SourcePolicyId, 'group_crew_here');
    const PolicyArn = 'arn:aws:iam::aws:policy/AWSCodeArtifactReadOnlyAccess';
    await iam.attachUserPolicy({ UserName: 'bob', PolicyArn });
    const [managed] = await simulate(bob);
    const { SourcePolicyId, SourcePolicyType } = managed?.MatchedStatements?.[0] ?? {};
    assert.deepEqual([SourcePolicyId, SourcePolicyType], ['AWSCodeArtifactReadOnlyAccess', 'aws-managed']);
    const fence = { PermissionsBoundaryPolicyInputList: [documentOf(allow('iam:*'))] };
    const [fenced] = await simulate({ ...bob, ...fence });
    assert.equal(fenced?.EvalDecision, 'implicitDeny');
    assert.equal(fenced?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, false);
    const PolicyInputList = [documentOf(allow('codeartifact:CreateDomain'))];
    const [supposed] = await simulate({ ...bob, PolicyInputList, ActionNames: ['codeartifact:CreateDomain'] });
    assert.equal(supposed?.EvalDecision, 'allowed');
  });

  it('reads the policies of the resources, and simulates roles', async () => {
    const RoleName = 'reader';
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trusting({ AWS: '111122223333' }) });
    const asked = {
      PolicySourceArn: Role?.Arn,
      ActionNames: ['codeartifact:ReadFromRepository'],
      ResourceArns: [team],
    };
    assert.equal((await simulate(asked))[0]?.EvalDecision, 'implicitDeny');
    await server.codeartifact.putRepositoryPermissionsPolicy({
      ...{ domain: 'acme', repository: 'team' },
      policyDocument: documentOf({ ...allow('codeartifact:ReadFromRepository'), Principal: { AWS: Role?.Arn } }),
    });
    const [opened] = await simulate(asked);
    assert.deepEqual([opened?.EvalDecision, opened?.EvalResourceName], ['allowed', team]);
    assert.equal(opened?.MatchedStatements?.[0]?.SourcePolicyType, 'resource');
  });
});

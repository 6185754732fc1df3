import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import aws4 from 'aws4';
import { iamActions } from '../../src/aws/iam/catalogue.ts';
import { stsActions, unsignedStsActions } from '../../src/aws/sts/catalogue.ts';
import { addAccount } from '../support/accounts.ts';
import {
  addUser,
  allow,
  type ClientsOf,
  clientsOf,
  documentOf,
  type SigningCredentials,
  trusting,
} from '../support/principals.ts';
import { giveRightsTo, rightsNeeded } from '../support/rights-needed.ts';
import { startServer, type TestServer } from '../support/server.ts';

const account = '111122223333';
const partnerAccount = '444455556666';
const iam = `arn:aws:iam::${account}`;

let server: TestServer;
let admin: ClientsOf;
let partner: ClientsOf;
let walker: ClientsOf;
before(async () => {
  server = await startServer();
  admin = clientsOf(server);
  walker = await addUser(server, 'walker');
  await populate();
  partner = await addAccount(server, partnerAccount);
});
after(() => server[Symbol.asyncDispose]());

/** One of each kind of thing, by the names that `members` has. */
async function populate(): Promise<void> {
  const UserName = 'dev';
  await admin.iam.createUser({ UserName });
  await admin.iam.createAccessKey({ UserName });
  const PolicyDocument = documentOf(allow('a:b'));
  await admin.iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument });
  await admin.iam.createGroup({ GroupName: 'team' });
  await admin.iam.putGroupPolicy({ GroupName: 'team', PolicyName: 'own', PolicyDocument });
  await admin.iam.addUserToGroup({ GroupName: 'team', UserName });
  await admin.iam.createRole({ RoleName: 'deploy', AssumeRolePolicyDocument: trusting({ AWS: account }) });
  await admin.iam.putRolePolicy({ RoleName: 'deploy', PolicyName: 'own', PolicyDocument });
  await admin.iam.createPolicy({ PolicyName: 'shared', PolicyDocument });
  await admin.iam.createOpenIDConnectProvider({ Url: 'https://issuer.test', ClientIDList: ['coffer'] });
}

/** Everything that the account has. */
async function inventory(): Promise<string> {
  const [UserName, GroupName, RoleName, PolicyArn] = ['dev', 'team', 'deploy', `${iam}:policy/shared`];
  const OpenIDConnectProviderArn = `${iam}:oidc-provider/issuer.test`;
  const answers: object[] = await Promise.all([
    ...[admin.iam.listUsers(), admin.iam.listGroups(), admin.iam.listRoles(), admin.iam.listPolicies()],
    ...[admin.iam.listAccessKeys({ UserName }), admin.iam.getUser({ UserName }), admin.iam.getRole({ RoleName })],
    ...[
      admin.iam.getGroup({ GroupName }),
      admin.iam.getPolicy({ PolicyArn }),
      admin.iam.listPolicyVersions({ PolicyArn }),
    ],
    ...[admin.iam.listUserPolicies({ UserName }), admin.iam.listRolePolicies({ RoleName })],
    ...[admin.iam.listGroupPolicies({ GroupName }), admin.iam.listEntitiesForPolicy({ PolicyArn })],
    ...[admin.iam.listAttachedUserPolicies({ UserName }), admin.iam.listAttachedRolePolicies({ RoleName })],
    ...[admin.iam.listAttachedGroupPolicies({ GroupName }), admin.iam.listOpenIDConnectProviders()],
    admin.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }),
  ]);
  return JSON.stringify(answers.map((answer) => ({ ...answer, $metadata: null })));
}

/** What any action asks for, and of which each reads its own. */
const members: Readonly<Record<string, string>> = {
  ...{ UserName: 'dev', GroupName: 'team', RoleName: 'deploy', PolicyName: 'own', Url: 'https://issuer.test' },
  PolicyArn: `${iam}:policy/shared`,
  OpenIDConnectProviderArn: `${iam}:oidc-provider/issuer.test`,
  PolicySourceArn: `${iam}:user/dev`,
  'ActionNames.member.1': 'codeartifact:ListDomains',
  PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
  PolicyDocument: documentOf(allow('a:b')),
  AssumeRolePolicyDocument: trusting({ AWS: partnerAccount }),
  ...{ AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Inactive', VersionId: 'v1', ClientID: 'other' },
  ...{ Description: 'theirs', 'TagKeys.member.1': 'team', 'ThumbprintList.member.1': 'a'.repeat(40) },
  ...{ RoleArn: `${iam}:role/deploy`, RoleSessionName: 'walk', WebIdentityToken: 'e30.e30.e30' },
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(service: string, action: string, credentials: SigningCredentials | null): Promise<Answer> {
  const tags = action.startsWith('Tag') ? { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'a' } : {};
  const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...members, ...tags }).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const request = { host: new URL(server.url).host, method: 'POST', path: '/', service, region: 'us-east-1' };
  const signed = credentials === null ? { headers } : aws4.sign({ ...request, headers, body }, credentials);
  const response = await fetch(server.url, { method: 'POST', headers: signed.headers as never, body });
  return { status: response.status, text: await response.text() };
}

const codeOf = ({ status, text }: Answer): string => `${status} ${/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? ''}`;
const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&apos;', "'");
const refusedIn = (answer: Answer): string | null => (answer.status === 403 ? unescaped(answer.text) : null);

const actions: readonly (readonly [service: string, name: string])[] = [
  ...iamActions.map(({ name }) => ['iam', name] as const),
  ...stsActions.map(({ name }) => ['sts', name] as const),
];

/** STS API reference: no right is needed for these, and none can be taken away. AssumeRole is up to the role's own policy. */
const ofNoRight: ReadonlySet<string> = new Set(['GetCallerIdentity', 'GetSessionToken']);

describe('every action of IAM and STS', () => {
  it('refuses who does not sign, or signs with what is no key', async () => {
    const unknown = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x'.repeat(40) };
    const forged = { ...server.credentials, secretAccessKey: 'x'.repeat(40) };
    for (const [service, name] of actions) {
      assert.equal(codeOf(await ask(service, name, null)), '403 MissingAuthenticationToken', name);
      assert.equal(codeOf(await ask(service, name, unknown)), '403 InvalidClientTokenId', name);
      assert.equal(codeOf(await ask(service, name, forged)), '403 SignatureDoesNotMatch', name);
    }
    assert.deepEqual([...unsignedStsActions.keys()], ['AssumeRoleWithWebIdentity']);
    assert.equal(codeOf(await ask('sts', 'AssumeRoleWithWebIdentity', null)), '400 InvalidIdentityToken');
  });

  it('shows and changes nothing of an account for the administrator of another', async () => {
    const before = await inventory();
    for (const [service, name] of actions) {
      const { status, text } = await ask(service, name, partner.credentials);
      assert.ok(status < 500, `${name}: ${status} ${text}`);
      if (status === 200) assert.ok(!text.includes(account), `${name}: ${text}`);
    }
    assert.equal(await inventory(), before);
  });

  it('does what it does for who has exactly the right, on exactly that, and for nobody without', async () => {
    const give = giveRightsTo(admin, 'walker');
    for (const [service, name] of actions) {
      const { rights, answer } = await rightsNeeded(give, () => ask(service, name, walker.credentials), refusedIn);
      assert.ok(answer.status < 500, `${name}: ${answer.text}`);
      if (ofNoRight.has(name)) {
        assert.deepEqual([rights, answer.status], [[], 200], name);
        continue;
      }
      const [action, resource = ''] = rights.at(-1) ?? [];
      assert.equal(action, `${service}:${name}`);
      assert.ok(resource === '*' || resource.startsWith(`${iam}:`), `${name}: ${resource}`);
      if (resource === '*') continue;
      await give(rights.map(([asked]) => [asked, `${resource}x`]));
      assert.equal((await ask(service, name, walker.credentials)).status, 403, `${name} on another ARN`);
    }
  });
});

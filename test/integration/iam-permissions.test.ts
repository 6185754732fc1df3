import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import aws4 from 'aws4';
import { iamActions } from '../../src/aws/iam/catalogue.ts';
import {
  addUser,
  allow,
  type ClientsOf,
  clientsOf,
  documentOf,
  type SigningCredentials,
} from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: ClientsOf;
before(async () => {
  server = await startServer();
  admin = clientsOf(server);
});
after(() => server[Symbol.asyncDispose]());

const account = '111122223333';
const trust = documentOf({ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' });

/** What any action asks for, and of which each reads its own: nothing of it is there. */
const members: Readonly<Record<string, string>> = {
  ...{ UserName: 'absent', GroupName: 'absent', RoleName: 'absent', PolicyName: 'absent', Url: 'https://issuer.test' },
  PolicyArn: `arn:aws:iam::${account}:policy/absent`,
  OpenIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/absent.test`,
  PolicySourceArn: `arn:aws:iam::${account}:user/absent`,
  'ActionNames.member.1': 'codeartifact:ListDomains',
  PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
  PolicyDocument: documentOf(allow('a:b')),
  AssumeRolePolicyDocument: trust,
  ...{ AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Active', VersionId: 'v1', ClientID: 'absent' },
  ...{ Description: '', 'TagKeys.member.1': 'team', 'ThumbprintList.member.1': 'a'.repeat(40) },
};

async function ask(action: string, credentials: SigningCredentials | null): Promise<{ status: number; text: string }> {
  const tags = action.startsWith('Tag') ? { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'a' } : {};
  const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...members, ...tags }).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const request = { host: new URL(server.url).host, method: 'POST', path: '/', service: 'iam', region: 'us-east-1' };
  const signed = credentials === null ? { headers } : aws4.sign({ ...request, headers, body }, credentials);
  const response = await fetch(server.url, { method: 'POST', headers: signed.headers as never, body });
  return { status: response.status, text: await response.text() };
}

/** An unsigned request is known for one of IAM only by its signature. */
const isRefused = ({ status, text }: { status: number; text: string }, code: string): boolean =>
  status === 403 && text.includes(`<Code>${code}</Code>`);

describe('every action of IAM', () => {
  it('asks for a signature of a key that is there', async () => {
    const wrong = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'wrong' };
    for (const { name } of iamActions) {
      assert.ok(isRefused(await ask(name, null), 'MissingAuthenticationToken'), name);
      assert.ok(isRefused(await ask(name, wrong), 'InvalidClientTokenId'), name);
    }
  });

  it('is decided, and needs its own right and no other', async () => {
    const { credentials } = await addUser(server, 'walker');
    for (const { name } of iamActions) {
      const grant = (action: string, Effect: string) =>
        admin.iam.putUserPolicy({
          ...{ UserName: 'walker', PolicyName: 'grants' },
          PolicyDocument: documentOf(allow('*'), { Effect, Action: action, Resource: '*' }),
        });
      await grant(`iam:${name}`, 'Deny');
      const refused = await ask(name, credentials);
      assert.ok(isRefused(refused, 'AccessDenied'), `${name}: ${refused.text}`);
      assert.match(
        refused.text,
        new RegExp(`not authorized to perform: iam:${name} on resource: \\S+ with an explicit deny`),
      );
      const PolicyDocument = documentOf(allow(`iam:${name}`));
      await admin.iam.putUserPolicy({ UserName: 'walker', PolicyName: 'grants', PolicyDocument });
      const admitted = await ask(name, credentials);
      assert.ok([200, 400, 404, 409].includes(admitted.status), `${name}: ${admitted.status} ${admitted.text}`);
      assert.doesNotMatch(admitted.text, /AccessDenied|InternalFailure/);
    }
  });
});

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { addAccount } from '../../test/support/accounts.ts';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients, readClient } from '../../test/support/clients/find-client.ts';
import { ClientFailure, runClient } from '../../test/support/clients/run-client.ts';
import { allow, documentOf, type SigningCredentials, trusting } from '../../test/support/principals.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { startTokenIssuer, type TokenIssuer } from '../../test/support/token-issuer.ts';

let server: TestServer;
let admin: AwsCli;
let issuer: TokenIssuer;
before(async () => {
  issuer = await startTokenIssuer();
  server = await startServer({ repositories: { app: [] }, env: { COFFER_TRUSTED_ISSUERS: issuer.url } });
  admin = await awsCli(server);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const account = '111122223333';
const app = `arn:aws:codeartifact:us-east-1:${account}`;
const fails = (pattern: RegExp) => (error: unknown) => error instanceof ClientFailure && pattern.test(error.message);
const reading = allow([
  ...['codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'],
  'sts:GetServiceBearerToken',
]);

const credentialsIn = (key: {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken?: string;
}): SigningCredentials => ({
  accessKeyId: key.AccessKeyId,
  secretAccessKey: key.SecretAccessKey,
  ...(key.SessionToken !== undefined && { sessionToken: key.SessionToken }),
});

async function addUser(name: string): Promise<SigningCredentials> {
  await admin.aws('iam', 'create-user', '--user-name', name);
  const made = (await admin.json('iam', 'create-access-key', '--user-name', name)) as { AccessKey: never };
  return credentialsIn(made.AccessKey);
}

const putPolicy = (name: string, ...statements: object[]) =>
  admin.aws(
    ...['iam', 'put-user-policy', '--user-name', name, '--policy-name', 'work'],
    ...['--policy-document', documentOf(...statements)],
  );

/** npm in the HOME that `aws codeartifact login` has written to. */
async function npm({ folder, env }: AwsCli, name: string, ...args: string[]) {
  const cwd = join(folder, name);
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  return runClient(readClient('npm').path, args, { cwd, env });
}

const login = (cli: AwsCli, ...more: string[]) =>
  cli.aws('codeartifact', 'login', '--tool', 'npm', '--domain', 'acme', '--repository', 'app', ...more);

describeWithClients(['aws', 'npm'], 'users, keys and policies through the AWS CLI', () => {
  it('a user installs, publishes only once its policy is widened, and is gone at once', async () => {
    await login(admin);
    await npm(admin, 'left', 'publish');
    const credentials = await addUser('dev');
    const dev = await awsCli(server, { credentials });
    await assert.rejects(login(dev), fails(/AccessDenied.*codeartifact:|AccessDenied.*sts:GetServiceBearerToken/s));
    await putPolicy('dev', reading);
    await login(dev);
    await npm(dev, 'project', 'install', 'left');
    await assert.rejects(npm(dev, 'right', 'publish'), fails(/403/));
    await putPolicy('dev', reading, allow('codeartifact:PublishPackageVersion', `${app}:package/acme/app/npm//right`));
    await npm(dev, 'right', 'publish');
    await assert.rejects(npm(dev, 'wrong', 'publish'), fails(/403/));

    const key = ['--user-name', 'dev', '--access-key-id', credentials.accessKeyId];
    await admin.aws('iam', 'delete-access-key', ...key);
    await assert.rejects(dev.aws('sts', 'get-caller-identity'), fails(/InvalidClientTokenId/));
    await npm(dev, 'project-2', 'install', 'right');
    await admin.aws('iam', 'delete-user-policy', '--user-name', 'dev', '--policy-name', 'work');
    await assert.rejects(npm(dev, 'project-3', 'install', 'right', '--prefer-online'), fails(/403/));
    await admin.aws('iam', 'delete-user', '--user-name', 'dev');
    await assert.rejects(npm(dev, 'project-4', 'install', 'right', '--prefer-online'), fails(/401/));
  });

  it('another account reads what is shared with it', async () => {
    const partnerAdmin = await addAccount(server, '444455556666');
    const partner = await awsCli(server, { credentials: partnerAdmin.credentials });
    const owner = ['--domain-owner', account];
    await assert.rejects(login(partner, ...owner), fails(/AccessDenied/));
    const share = (actions: string[]) =>
      documentOf({ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: actions, Resource: '*' });
    const domain = ['--domain', 'acme'];
    await admin.aws(
      ...['codeartifact', 'put-domain-permissions-policy', ...domain],
      ...['--policy-document', share(['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'])],
    );
    await admin.aws(
      ...['codeartifact', 'put-repository-permissions-policy', ...domain, '--repository', 'app'],
      ...['--policy-document', share(['codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'])],
    );
    await login(partner, ...owner);
    await npm(partner, 'project', 'install', 'left');
    await assert.rejects(npm(partner, 'theirs', 'publish'), fails(/403/));

    const UserName = 'reader';
    await partnerAdmin.iam.createUser({ UserName });
    const { AccessKey } = await partnerAdmin.iam.createAccessKey({ UserName });
    const reader = await awsCli(server, { credentials: credentialsIn(AccessKey as never) });
    const itsOwn = (...actions: string[]) =>
      partnerAdmin.iam.putUserPolicy({ UserName, PolicyName: 'work', PolicyDocument: documentOf(allow(actions)) });
    await assert.rejects(login(reader, ...owner), fails(/AccessDenied/));
    const signIn = ['codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint', 'sts:*'];
    await itsOwn(...signIn);
    await login(reader, ...owner);
    await assert.rejects(npm(reader, 'project', 'install', 'left'), fails(/403/));
    await itsOwn(...signIn, 'codeartifact:ReadFromRepository');
    await npm(reader, 'project', 'install', 'left');
    await admin.aws('codeartifact', 'delete-repository-permissions-policy', ...domain, '--repository', 'app');
    await assert.rejects(npm(reader, 'project-2', 'install', 'left', '--prefer-online'), fails(/403/));
  });
});

describeWithClients(['aws', 'npm'], 'sessions through the AWS CLI', () => {
  const arnOf = (role: string) => `arn:aws:iam::${account}:role/${role}`;
  const addRole = async (name: string, trust: string) => {
    await admin.aws('iam', 'create-role', '--role-name', name, '--assume-role-policy-document', trust);
    const policy = ['--policy-name', 'work', '--policy-document', documentOf(reading, allow('codeartifact:Publish*'))];
    await admin.aws('iam', 'put-role-policy', '--role-name', name, ...policy);
  };

  it('a user assumes a role, by itself and by a profile, and publishes', async () => {
    const credentials = await addUser('ci');
    await putPolicy('ci', allow('sts:AssumeRole', arnOf('deploy')));
    await addRole('deploy', trusting({ AWS: account }));
    const ci = await awsCli(server, { credentials });
    const asked = ['--role-arn', arnOf('deploy'), '--role-session-name', 'run-1'];
    const { Credentials } = (await ci.json('sts', 'assume-role', ...asked)) as { Credentials: never };
    const session = await awsCli(server, { credentials: credentialsIn(Credentials) });
    const { Arn } = (await session.json('sts', 'get-caller-identity')) as { Arn: string };
    assert.equal(Arn, `arn:aws:sts::${account}:assumed-role/deploy/run-1`);
    await login(session);
    await npm(session, 'by-session', 'publish');

    const config = join(ci.home, 'config');
    const [id, secret] = [credentials.accessKeyId, credentials.secretAccessKey];
    await writeFile(
      config,
      `[profile ci]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n` +
        `[profile deploy]\nrole_arn = ${arnOf('deploy')}\nsource_profile = ci\nrole_session_name = run-2\n`,
    );
    const byProfile = await awsCli(server, {
      credentials: null,
      env: { AWS_CONFIG_FILE: config, AWS_PROFILE: 'deploy' },
    });
    const who = (await byProfile.json('sts', 'get-caller-identity')) as { Arn: string };
    assert.equal(who.Arn, `arn:aws:sts::${account}:assumed-role/deploy/run-2`);
    await admin.aws('iam', 'delete-role-policy', '--role-name', 'deploy', '--policy-name', 'work');
    await admin.aws('iam', 'delete-role', '--role-name', 'deploy');
    await assert.rejects(session.aws('sts', 'get-caller-identity'), fails(/InvalidClientTokenId/));
  });

  it('a job without any key publishes with the token of its issuer', async () => {
    const name = new URL(issuer.url).host;
    const provider = (await admin.json(
      ...['iam', 'create-open-id-connect-provider', '--url', issuer.url, '--client-id-list', 'sts.amazonaws.com'],
    )) as { OpenIDConnectProviderArn: string };
    const Condition = { StringLike: { [`${name}:sub`]: 'repo:acme/*' } };
    const Federated = provider.OpenIDConnectProviderArn;
    await addRole('publisher', trusting({ Federated }, 'sts:AssumeRoleWithWebIdentity', { Condition }));
    const jobOf = async (sub: string): Promise<AwsCli> => {
      const token = join(admin.home, `token-${Date.now()}`);
      await writeFile(token, await issuer.sign({ sub, aud: 'sts.amazonaws.com' }));
      const env = {
        AWS_ROLE_ARN: arnOf('publisher'),
        AWS_WEB_IDENTITY_TOKEN_FILE: token,
        AWS_ROLE_SESSION_NAME: 'job',
      };
      return awsCli(server, { credentials: null, env });
    };
    const job = await jobOf('repo:acme/app');
    const { Arn } = (await job.json('sts', 'get-caller-identity')) as { Arn: string };
    assert.equal(Arn, `arn:aws:sts::${account}:assumed-role/publisher/job`);
    await login(job);
    await npm(job, 'by-job', 'publish');
    const other = await jobOf('repo:evil/app');
    await assert.rejects(other.aws('sts', 'get-caller-identity'), fails(/AccessDenied.*AssumeRoleWithWebIdentity/s));
  });
});

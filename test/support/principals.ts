import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { IAM } from '@aws-sdk/client-iam';
import { type Credentials, STS } from '@aws-sdk/client-sts';
import type { TestServer } from './server.ts';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The official clients of one who signs requests. */
export interface ClientsOf {
  readonly credentials: SigningCredentials;
  readonly codeartifact: Codeartifact;
  readonly iam: IAM;
  readonly sts: STS;
}

/** The administrator's, unless there are other credentials. */
export function clientsOf(server: TestServer, credentials: SigningCredentials = server.credentials): ClientsOf {
  const config = { endpoint: server.url, region: server.region, credentials, maxAttempts: 1 };
  return { credentials, codeartifact: new Codeartifact(config), iam: new IAM(config), sts: new STS(config) };
}

export const documentOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const allow = (action: string | readonly string[], resource = '*', more: object = {}): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

/** A new user with an access key and, where there are statements, the inline policy `grants`. */
export async function addUser(
  server: TestServer,
  name: string,
  statements: readonly object[] = [],
): Promise<ClientsOf> {
  const { iam } = clientsOf(server);
  await iam.createUser({ UserName: name });
  if (statements.length > 0)
    await iam.putUserPolicy({ UserName: name, PolicyName: 'grants', PolicyDocument: documentOf(...statements) });
  const { AccessKey } = await iam.createAccessKey({ UserName: name });
  return clientsOf(server, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
}

/** Of what STS answers. */
export const credentialsIn = (given: Credentials | undefined): SigningCredentials => ({
  accessKeyId: given?.AccessKeyId ?? '',
  secretAccessKey: given?.SecretAccessKey ?? '',
  sessionToken: given?.SessionToken ?? '',
});

/** A trust policy: who may be the role. */
export const trusting = (principal: object | string, action = 'sts:AssumeRole', more: object = {}): string =>
  documentOf({ Effect: 'Allow', Principal: principal, Action: action, ...more });

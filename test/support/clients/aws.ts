import type { SigningCredentials } from '../principals.ts';
import type { TestServer } from '../server.ts';
import { type ClientHome, clientHome } from './client-environment.ts';
import { clientsFolder, readClient } from './find-client.ts';
import { type ClientRun, runClient } from './run-client.ts';

export interface AwsCli extends ClientHome {
  /** Rejects with ClientFailure when the CLI does. */
  aws(...args: string[]): Promise<ClientRun>;
  /** What it printed, as JSON; null when it printed nothing. */
  json(...args: string[]): Promise<unknown>;
}

export interface AwsCliOptions {
  /** null: none, as where a CI job has a web identity. */
  readonly credentials?: SigningCredentials | null;
  readonly env?: Readonly<Record<string, string>>;
}

const signingVariables = ({ accessKeyId, secretAccessKey, sessionToken }: SigningCredentials) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
});

/** The real AWS CLI as the server's administrator, or somebody else, in a HOME of its own. */
export async function awsCli(server: TestServer, options: AwsCliOptions = {}): Promise<AwsCli> {
  const { credentials = server.credentials } = options;
  const base = await clientHome('aws');
  const env = {
    ...base.env,
    PATH: `${clientsFolder}/bin:${base.env['PATH']}`,
    AWS_ENDPOINT_URL: server.url,
    ...(credentials !== null && signingVariables(credentials)),
    AWS_REGION: server.region,
    // The first major version of the CLI reads only this one.
    AWS_DEFAULT_REGION: server.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    ...options.env,
  };
  const aws: AwsCli['aws'] = (...args) => runClient(readClient('aws').path, args, { cwd: base.folder, env });
  return {
    ...base,
    env,
    aws,
    async json(...args) {
      const { stdout } = await aws(...args, '--output', 'json');
      return stdout.trim() === '' ? null : JSON.parse(stdout);
    },
  };
}

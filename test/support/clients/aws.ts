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

/** The real AWS CLI as the server's administrator, in a HOME of its own. */
export async function awsCli(server: TestServer): Promise<AwsCli> {
  const base = await clientHome('aws');
  const env = {
    ...base.env,
    PATH: `${clientsFolder}/bin:${base.env['PATH']}`,
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_REGION: server.region,
    // The first major version of the CLI reads only this one.
    AWS_DEFAULT_REGION: server.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
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

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClientHome, clientHome } from '../../test/support/clients/client-environment.ts';
import { type ClientRun, runClient } from '../../test/support/clients/run-client.ts';
import type { TestServer } from '../../test/support/server.ts';

export const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));

/** The variables by which `coffer` finds the server and who asks. */
export const accessOf = ({ url, region, credentials }: TestServer): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

/** `coffer` as its user runs it. Rejects with ClientFailure when it fails. */
export const runCoffer = (
  server: TestServer,
  { folder, env }: Pick<ClientHome, 'folder' | 'env'>,
  args: readonly string[],
): Promise<ClientRun> =>
  runClient(process.execPath, [program, ...args], { cwd: folder, env: { ...env, ...accessOf(server) } });

export const loginArgs = (server: TestServer, tool: string): string[] => [
  ...['login', '--tool', tool, '--domain', server.domain, '--repository', 'app'],
];

/** A HOME in which `coffer login` was run, and which knows nothing else of the server. */
export async function loggedIn(server: TestServer, tool: string, ...args: string[]): Promise<ClientHome> {
  const home = await clientHome(tool);
  await runCoffer(server, home, [...loginArgs(server, tool), ...args]);
  return home;
}

/** A folder to put before PATH in which a program of this name starts `coffer` with these arguments before its own. */
export async function cofferAs(name: string, folder: string, ...args: string[]): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const script = join(bin, name);
  await writeFile(script, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${args.join(' ')} "$@"\n`);
  await chmod(script, 0o755);
  return bin;
}

export const withPath = (env: ClientHome['env'], bin: string): Record<string, string> => ({
  ...env,
  PATH: `${bin}${delimiter}${env['PATH'] ?? ''}`,
});

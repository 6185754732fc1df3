import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestRepository } from '../server.ts';
import { clientHome } from './client-environment.ts';
import { type ClientName, readClient } from './find-client.ts';
import { type ClientRun, runClient } from './run-client.ts';

/** A client of npm packages. */
export type NodeClient = Extract<ClientName, 'npm' | 'npm10' | 'pnpm10' | 'pnpm11' | 'yarn1' | 'yarn4' | 'bun'>;

export interface NodeProject {
  readonly folder: string;
  /** Rejects with ClientFailure when the client does. */
  run(...args: string[]): Promise<ClientRun>;
  /** The version in node_modules; null when it is not there. */
  installed(name: string): Promise<string | null>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
}

export interface NpmProject extends Omit<NodeProject, 'run'> {
  readonly npm: NodeProject['run'];
}

/** How a client is told of a registry, and of the token for it: the file, and what it holds. */
export type Login = (endpoint: string, token: string | null) => { readonly path: string; readonly lines: string[] };

/** npm keys its credentials by host and path. */
const npmRc: Login = (endpoint, token) => ({
  path: '.npmrc',
  lines: [
    `registry=${endpoint}`,
    ...(token === null ? [] : [`${endpoint.replace(/^https?:/, '')}:_authToken=${token}`]),
    ...['audit=false', 'fund=false', 'update-notifier=false', 'fetch-retries=0', 'progress=false'],
  ],
});

const yarnRc: Login = (endpoint, token) => ({
  path: '.yarnrc.yml',
  lines: [
    `npmRegistryServer: '${endpoint}'`,
    ...(token === null ? [] : [`npmAuthToken: '${token}'`, 'npmAlwaysAuth: true']),
    ...['enableTelemetry: false', 'unsafeHttpWhitelist: ["127.0.0.1"]', 'nodeLinker: node-modules', 'httpRetry: 0'],
  ],
});

/** Without the last line yarn 1 sends its token for scoped packages only. */
const yarn1Rc: Login = (endpoint, token) => {
  const { path, lines } = npmRc(endpoint, token);
  return { path, lines: [...lines, 'always-auth=true'] };
};

export const loginOf = (client: NodeClient): Login =>
  client === 'yarn4' ? yarnRc : client === 'yarn1' ? yarn1Rc : npmRc;

/** A project of its own HOME and caches; with a repository, the client is logged in to it. */
export async function nodeProject(
  client: NodeClient,
  manifest: object,
  repository: TestRepository | null,
  timeoutMs?: number,
): Promise<NodeProject> {
  const { folder, env } = await clientHome(client);
  const write: NodeProject['write'] = async (path, content) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  await write('package.json', JSON.stringify(manifest, null, 2));
  if (repository !== null) {
    const { path, lines } = loginOf(client)(await repository.endpoint('npm'), await repository.token());
    await write(path, `${lines.join('\n')}\n`);
  }
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  return {
    folder,
    write,
    read,
    run: (...args) =>
      runClient(readClient(client).path, args, { cwd: folder, env, ...(timeoutMs !== undefined && { timeoutMs }) }),
    async installed(name) {
      try {
        return (JSON.parse(await read(`node_modules/${name}/package.json`)) as { version: string }).version;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}

/** As `nodeProject`, with the npm of this machine. */
export async function npmProject(
  manifest: object,
  repository: TestRepository | null,
  timeoutMs?: number,
): Promise<NpmProject> {
  const { run, ...project } = await nodeProject('npm', manifest, repository, timeoutMs);
  return { ...project, npm: run };
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestRepository } from '../server.ts';
import { clientHome } from './client-environment.ts';
import { readClient } from './find-client.ts';
import { type ClientRun, runClient } from './run-client.ts';

export interface NpmProject {
  readonly folder: string;
  /** Rejects with ClientFailure when npm does. */
  npm(...args: string[]): Promise<ClientRun>;
  /** The version in node_modules; null when it is not there. */
  installed(name: string): Promise<string | null>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
}

/** The host and path of a registry, as npm keys its credentials. */
const credentialKey = (endpoint: string): string => endpoint.replace(/^https?:/, '');

async function writeRc(folder: string, repository: TestRepository): Promise<void> {
  const endpoint = await repository.endpoint('npm');
  const lines = [
    `registry=${endpoint}`,
    `${credentialKey(endpoint)}:_authToken=${await repository.token()}`,
    ...['audit=false', 'fund=false', 'update-notifier=false', 'fetch-retries=0', 'progress=false'],
  ];
  await writeFile(join(folder, '.npmrc'), `${lines.join('\n')}\n`);
}

/** A project of its own HOME and cache; with a repository, npm is logged in to it. */
export async function npmProject(manifest: object, repository: TestRepository | null): Promise<NpmProject> {
  const { folder, env } = await clientHome('npm');
  const write: NpmProject['write'] = async (path, content) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  await write('package.json', JSON.stringify(manifest, null, 2));
  if (repository !== null) await writeRc(folder, repository);
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  return {
    folder,
    write,
    read,
    npm: (...args) => runClient(readClient('npm').path, args, { cwd: folder, env }),
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

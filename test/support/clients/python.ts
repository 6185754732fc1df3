import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestRepository } from '../server.ts';
import { clientHome } from './client-environment.ts';
import { readClient } from './find-client.ts';
import { type ClientRun, runClient } from './run-client.ts';

export interface PythonProject {
  readonly folder: string;
  /** Both reject with ClientFailure when the client does. */
  pip(...args: string[]): Promise<ClientRun>;
  twine(...args: string[]): Promise<ClientRun>;
  /** The path of a new wheel. `metadata` are lines such as 'Requires-Python: >=3.8'. */
  makeWheel(name: string, version: string, ...metadata: string[]): Promise<string>;
  /** Installs into `site/` with no cache. */
  install(...args: string[]): Promise<ClientRun>;
  /** The version in `site/`; null when it is not there. */
  installed(name: string): Promise<string | null>;
}

const wheelMaker = fileURLToPath(new URL('make_wheel.py', import.meta.url));

/** The endpoint with the user name and token in it, as `aws codeartifact login --tool pip` writes it. */
function withToken(endpoint: string, token: string): string {
  const url = new URL('simple/', endpoint);
  url.username = 'aws';
  url.password = token;
  return url.href;
}

/** A HOME of its own in which pip and twine know the repository. */
export async function pythonProject(repository: TestRepository): Promise<PythonProject> {
  const { folder, env: base } = await clientHome('python');
  const [endpoint, token] = [await repository.endpoint('pypi'), await repository.token()];
  const env = {
    ...base,
    PIP_INDEX_URL: withToken(endpoint, token),
    ...{ PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_RETRIES: '0', PIP_ROOT_USER_ACTION: 'ignore' },
    ...{ TWINE_REPOSITORY_URL: endpoint, TWINE_USERNAME: 'aws', TWINE_PASSWORD: token, TWINE_NON_INTERACTIVE: '1' },
  };
  const pip: PythonProject['pip'] = (...args) => runClient(readClient('pip').path, args, { cwd: folder, env });
  const site = join(folder, 'site');
  return {
    folder,
    pip,
    twine: (...args) => runClient(readClient('twine').path, args, { cwd: folder, env }),
    async makeWheel(name, version, ...metadata) {
      const args = [wheelMaker, folder, name, version, ...metadata];
      return (await runClient(readClient('python3').path, args, { cwd: folder, env: base })).stdout.trim();
    },
    install: (...args) => pip('install', '--no-cache-dir', '--target', site, '--upgrade', ...args),
    async installed(name) {
      const prefix = `${name.toLowerCase().replace(/[-_.]+/g, '_')}-`;
      const found = (await readdir(site)).find((entry) => entry.startsWith(prefix) && entry.endsWith('.dist-info'));
      return found === undefined ? null : found.slice(prefix.length, -'.dist-info'.length);
    },
  };
}

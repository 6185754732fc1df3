import { type NpmProject, npmProject } from '../../test/support/clients/npm.ts';
import type { TestRepository } from '../../test/support/server.ts';

/** A front end and its tools: some seven hundred packages. */
const names = [
  '@babel/core',
  '@babel/preset-env',
  '@babel/preset-react',
  '@types/node',
  '@typescript-eslint/parser',
  'babel-loader',
  'css-loader',
  'eslint',
  'express',
  'html-webpack-plugin',
  'is-number',
  'react',
  'react-dom',
  'style-loader',
  'typescript',
  'webpack',
  'webpack-cli',
  'webpack-dev-server',
];

const dependencies = {
  ...Object.fromEntries(names.map((name) => [name, '*'])),
  // The next one wants binaries for every platform, which not every mirror of the public registry has.
  jest: '29',
};

const installWithinMs = 10 * 60_000;

export interface Application {
  readonly manifest: object;
  readonly lock: string;
  /** What the addresses in the lock begin with. */
  readonly registry: string;
  readonly names: readonly string[];
  /** Addresses of tarballs, relative to the registry. */
  readonly tarballs: readonly string[];
}

/** Installs the application once through the repository, which has everything from then on. */
export async function resolveApplication(repository: TestRepository): Promise<Application> {
  const manifest = {
    name: 'application',
    version: '1.0.0',
    dependencies,
  };
  const project = await npmProject(manifest, repository, installWithinMs);
  await project.npm('install', '--ignore-scripts', '--legacy-peer-deps');
  const [lock, registry] = [await project.read('package-lock.json'), await repository.endpoint('npm')];
  const { packages } = JSON.parse(lock) as { packages: Record<string, { name?: string; resolved?: string }> };
  const names = new Set<string>();
  const tarballs = new Set<string>();
  for (const [path, { name, resolved }] of Object.entries(packages)) {
    if (resolved === undefined) continue;
    // An alias stands in the path; what it stands for is told beside it.
    names.add(name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    tarballs.add(resolved.slice(registry.length));
  }
  return { manifest, lock, registry, names: [...names], tarballs: [...tarballs] };
}

/** `npm ci` of the application with an empty cache, in milliseconds. */
export async function timeInstall(
  { manifest, lock, registry }: Application,
  { registry: other, headers }: { readonly registry: string; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  const project: NpmProject = await npmProject(manifest, null, installWithinMs);
  const token = (headers['authorization'] ?? '').replace('Bearer ', '');
  const lines = [
    `registry=${other}`,
    `${other.replace(/^http:/, '')}:_authToken=${token}`,
    'audit=false',
    'fund=false',
  ];
  await project.write('.npmrc', `${lines.join('\n')}\n`);
  await project.write('package-lock.json', lock.replaceAll(registry, other));
  const started = performance.now();
  await project.npm('ci', '--ignore-scripts', '--legacy-peer-deps');
  return performance.now() - started;
}

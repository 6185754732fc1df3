// What the npm scripts of a checkout start. Runs on any Node from 18 on and needs nothing installed.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, findPackagedNode, missingNode } from './find-node.mjs';
import { runNode } from './run-node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read: ${error.message}`, { cause: error });
  }
}

/** Whether node_modules holds what the lock file names. Compared by content: a checkout sets any file times. */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function npm(args) {
  const cli = process.env.npm_execpath ?? '';
  const [command, before] = cli.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, error, stdout, stderr } = spawnSync(command, [...before, ...args], { cwd: root, encoding: 'utf8' });
  return { ok: status === 0, text: error?.message ?? `${stdout}${stderr}` };
}

function install() {
  console.error('Installing what Coffer needs (once; half a minute or so) …');
  const { ok, text } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!ok) {
    // A half-written tree must not pass for an installed one at the next start.
    rmSync(join(root, 'node_modules', '.package-lock.json'), { force: true });
    console.error(`${text.trim()}\nThe installation failed: is the npm registry reachable?`);
    process.exit(1);
  }
}

/** npm may have been told to run no install scripts; this one, which fetches the Node we run on, package.json allows. */
function completeNode() {
  console.error('Fetching the Node that Coffer runs on …');
  const folder = join(root, 'node_modules', 'node');
  const { status } = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, npm_config_ignore_scripts: 'false' },
  });
  if (status === 0 && findPackagedNode() !== null) return;
  console.error(missingNode);
  process.exit(1);
}

if (!isInstalled()) install();
if (findNode() === null) completeNode();

const [command, ...args] = process.argv.slice(2);
const programs = {
  start: () => [join(root, 'bin', 'coffer.mjs'), 'start', ...args],
  test: () => [join(root, 'scripts', 'test.ts'), ...args],
  run: () => args.map((arg, index) => (index === 0 ? join(root, arg) : arg)),
};
if (!Object.hasOwn(programs, command)) {
  console.error(`Usage: node bin/bootstrap.mjs ${Object.keys(programs).join('|')} …`);
  process.exit(1);
}
// The packaged Node first, so that everybody runs the same one.
const node = findPackagedNode() ?? findNode();
runNode(node, programs[command](), { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` });

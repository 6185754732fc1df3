import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const oldestNode = 24;

const major = Number(process.versions.node.split('.', 1)[0]);

function folderOf(packageName) {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
}

/** The Node that the npm package `node` carries, wherever npm put it; null when it is not (completely) there. */
export function findPackagedNode() {
  const platformPackage = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;
  for (const packageName of ['node', platformPackage]) {
    const folder = folderOf(packageName);
    if (folder !== null && existsSync(join(folder, 'bin', 'node'))) return join(folder, 'bin', 'node');
  }
  return null;
}

/** A Node that runs Coffer: this one where it is new enough, else the packaged one; null when there is neither. */
export const findNode = () => (major >= oldestNode ? process.execPath : findPackagedNode());

export const missingNode =
  `Coffer needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}. The package that brings one is not ` +
  'complete, most often because npm was told not to run install scripts.\nAllow that one (npm install --allow-scripts=node, ' +
  'then npm rebuild node), or run Coffer on a newer Node.';

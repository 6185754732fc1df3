import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeWithClients, readClient } from '../support/clients/find-client.ts';
import { runClient } from '../support/clients/run-client.ts';
import { startProcess } from '../support/start-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The machine's own Node, where it has one besides the packaged one: mostly an older one. */
function machineNode(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, 'node')).find(existsSync) ?? process.execPath;
}

/** npm as this machine has it set up, since it has to fetch the dependencies; nothing of the npm that runs the tests. */
const ownEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^npm_/i.test(entry[0]),
  ),
);

describeWithClients(['npm'], 'the packed tarball', () => {
  it('installs in an empty folder, starts on the Node of the machine and answers', { timeout: 300_000 }, async (t) => {
    const folder = await temporaryFolder('packed');
    const npm = (cwd: string, ...args: string[]): Promise<unknown> =>
      runClient(readClient('npm').path, args, { cwd, env: ownEnv, timeoutMs: 240_000 });
    await npm(root, 'pack', '--pack-destination', folder);
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    assert.ok(tarball !== undefined);
    await writeFile(join(folder, 'package.json'), '{}');
    await npm(folder, 'install', '--no-audit', '--no-fund', `./${tarball}`);

    const installed = join(folder, 'node_modules', 'coffer');
    assert.ok(!existsSync(join(installed, 'src')), 'the package carries no sources');
    const node = machineNode();
    t.diagnostic(`started by Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
    const server = await startProcess({
      node,
      entry: join(installed, 'bin', 'coffer.mjs'),
      command: 'start',
      env: { COFFER_DATA_DIR: join(folder, 'data'), COFFER_PORT: '0' },
    });
    try {
      assert.equal((await fetch(new URL('healthz', server.url))).status, 200);
      assert.equal((await fetch(new URL('readyz', server.url))).status, 200);
    } finally {
      await server.stop();
    }
  });
});

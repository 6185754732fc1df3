import assert from 'node:assert/strict';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { clientHome } from './support/clients/client-environment.ts';
import { clientsFolder, describeWithClients, readClient } from './support/clients/find-client.ts';
import { runClient } from './support/clients/run-client.ts';
import { startServer } from './support/server.ts';

/** The commands of the README's example, as they are printed. */
async function readExample(): Promise<string[]> {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^```sh example\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

/** Asked of npm itself, with the settings of this machine. */
async function publicRegistryAnswers(): Promise<boolean> {
  const settings = ['PATH', 'HOME', 'NODE_EXTRA_CA_CERTS'];
  const env = Object.fromEntries(settings.map((name) => [name, process.env[name] ?? '']));
  const args = ['view', 'lodash', 'version', '--fetch-retries=0', '--fetch-timeout=10000'];
  return runClient(readClient('npm').path, args, { cwd: '/', env }).then(
    () => true,
    () => false,
  );
}

describeWithClients(['aws', 'npm'], "the README's example", () => {
  it('runs as printed', { timeout: 180_000 }, async (t) => {
    if (!(await publicRegistryAnswers())) {
      assert.notEqual(process.env['CI'], 'true', 'CI has to reach the public npm registry');
      t.skip('the public npm registry does not answer');
      return;
    }
    const blocks = await readExample();
    assert.equal(blocks.length, 2);
    await using server = await startServer({ process: true, command: 'start' });
    const { folder, env } = await clientHome('readme');
    await symlink(server.dataDir, join(folder, 'data'));
    await writeFile(join(folder, 'example.sh'), `set -euxo pipefail\n${blocks.join('\n')}`);
    const { stdout } = await runClient('bash', ['example.sh'], {
      cwd: folder,
      env: { ...env, PATH: `${join(clientsFolder, 'bin')}:${env['PATH']}`, AWS_PAGER: '' },
      timeoutMs: 150_000,
    });
    assert.match(stdout, /Successfully configured npm/);
    assert.match(stdout, /"package": "lodash"/);
    assert.match(stdout, /"package": "hello"/);
    assert.match(stdout, /"originType": "EXTERNAL"/);
  });
});

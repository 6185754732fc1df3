import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { measureStart } from '../support/measure-start.ts';
import { startServer } from '../support/server.ts';
import { startProcess } from '../support/start-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));

/** One that ends by itself. */
function coffer(
  args: readonly string[],
  env: Record<string, string> = {},
): { code: number | null; out: string; err: string } {
  const base = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...base, ...env },
    timeout: 30_000,
  });
  return { code: status, out: stdout, err: stderr };
}

describe('coffer start', () => {
  it('sets up a quick start in an empty data folder, and only there', async () => {
    await using server = await startServer({ process: true, command: 'start' });
    const { domains } = await server.codeartifact.listDomains({});
    assert.deepEqual(
      domains?.map(({ name }) => name),
      ['my-domain'],
    );
    const { repositories } = await server.codeartifact.listRepositoriesInDomain({ domain: 'my-domain' });
    assert.ok(repositories?.some(({ name }) => name === 'npm-store'));
    const { repository } = await server.codeartifact.describeRepository({ domain: 'my-domain', repository: 'my-repo' });
    assert.ok(repository?.upstreams?.some(({ repositoryName }) => repositoryName === 'npm-store'));
    const store = await server.codeartifact.describeRepository({ domain: 'my-domain', repository: 'npm-store' });
    assert.equal(store.repository?.externalConnections?.[0]?.externalConnectionName, 'public:npmjs');
    assert.match(server.output(), /AWS_CONFIG_FILE=\S+aws-config/);

    await server.codeartifact.deleteRepository({ domain: 'my-domain', repository: 'my-repo' });
    await server.restart();
    const after = await server.codeartifact.listRepositories({ repositoryPrefix: 'my-repo' });
    assert.deepEqual(after.repositories, []);
  });

  it('goes on with a quick start that was cut short', async () => {
    const dataDir = await temporaryFolder('data');
    await writeFile(join(dataDir, 'quick-start-pending'), '');
    await using server = await startServer({ process: true, command: 'start', env: { COFFER_DATA_DIR: dataDir } });
    const { domains } = await server.codeartifact.listDomains({});
    assert.equal(domains?.length, 1);
    assert.ok(!(await readdir(dataDir)).includes('quick-start-pending'));
  });

  it('writes the first credentials for their owner only', async () => {
    await using server = await startServer({ process: true });
    for (const name of ['credentials', 'aws-config']) {
      assert.equal((await stat(join(server.dataDir, name))).mode & 0o777, 0o600, name);
    }
    const config = await readFile(join(server.dataDir, 'aws-config'), 'utf8');
    assert.ok(config.includes(server.url), config);
    assert.deepEqual((await server.codeartifact.listDomains({})).domains, []);
  });

  it('is ready within 1.5 s when warm, and idles within 120 MB', async (t) => {
    const env = { COFFER_DATA_DIR: await temporaryFolder('data'), COFFER_PORT: '0' };
    const { readyMs, idleMb } = await measureStart({ env, command: 'start' }, 5);
    t.diagnostic(`ready after ${readyMs.map((ms) => Math.round(ms)).join(', ')} ms; idle ${Math.round(idleMb)} MB`);
    // The fastest: other tests share the two cores.
    assert.ok(Math.min(...readyMs) <= 1500, `${readyMs}`);
    assert.ok(idleMb <= 120, `${idleMb} MB`);
  });
});

describe('a running coffer', () => {
  it('answers the probes', async () => {
    await using server = await startServer({ process: true });
    for (const path of ['healthz', 'readyz']) assert.equal((await fetch(new URL(path, server.url))).status, 200, path);
  });

  it('keeps what it acknowledged when it is killed', async () => {
    await using server = await startServer({ process: true });
    await server.codeartifact.createDomain({ domain: 'kept' });
    await server.kill();
    await server.restart();
    assert.equal((await server.codeartifact.describeDomain({ domain: 'kept' })).domain?.name, 'kept');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends with 0 at ${signal}, and with the port free`, async () => {
      const dataDir = await temporaryFolder('data');
      const env = { COFFER_DATA_DIR: dataDir, COFFER_PORT: '0', COFFER_HOST: '127.0.0.1' };
      const first = await startProcess({ env, command: 'serve' });
      assert.ok(first.pid !== null);
      process.kill(first.pid, signal);
      await first.stop();
      const second = await startProcess({ env: { ...env, COFFER_PORT: new URL(first.url).port }, command: 'serve' });
      await second.stop();
    });
  }
});

describe('coffer tells in one line why it does not start', () => {
  const oneLine = (text: string): void => assert.equal(text.trim().split('\n').length, 1, text);

  it('on a bad setting', () => {
    const { code, err } = coffer(['serve'], { COFFER_PORT: 'many' });
    assert.equal(code, 1);
    assert.match(err, /^COFFER_PORT: "many" is not a whole number/);
    oneLine(err);
  });

  it('on a port that is taken', async () => {
    await using server = await startServer();
    const dataDir = await temporaryFolder('data');
    const { code, err } = coffer([
      'serve',
      '--port',
      new URL(server.url).port,
      '--data-dir',
      dataDir,
      '--log-level',
      'silent',
    ]);
    assert.equal(code, 1);
    assert.match(err, /is taken/);
    oneLine(err);
  });

  it('on a data folder that is a file', async () => {
    const path = join(await temporaryFolder('data'), 'file');
    await writeFile(path, '');
    const { code, err } = coffer(['serve', '--port', '0', '--data-dir', path, '--log-level', 'silent']);
    assert.equal(code, 1);
    assert.ok(err.includes(path), err);
    oneLine(err);
  });
});

describe('coffer --help', () => {
  it('lists the commands, and every setting by its variable', () => {
    const { code, out } = coffer(['--help']);
    assert.equal(code, 0);
    for (const word of ['start', 'serve', 'COFFER_PORT', 'COFFER_EXTERNAL_CONNECTIONS'])
      assert.ok(out.includes(word), word);
  });

  it('is printed after a mistake, with code 1', () => {
    const { code, err } = coffer(['sreve']);
    assert.equal(code, 1);
    assert.match(err, /unknown command 'sreve'/);
  });

  it('has the version of package.json', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    assert.equal(coffer(['--version']).out.trim(), manifest.version);
  });
});

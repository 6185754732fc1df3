import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clientHome } from '../../test/support/clients/client-environment.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { loggedIn, loginArgs, runCoffer } from './log-in.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
});
after(() => server[Symbol.asyncDispose]());

/** What it says as it fails. */
async function failure(tool: string, ...args: string[]): Promise<string> {
  const home = await clientHome('login');
  try {
    await runCoffer(server, home, [...loginArgs(server, tool), ...args]);
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error;
    assert.deepEqual(await readdir(home.home), []);
    assert.equal(error.run.stdout, '');
    return error.run.stderr.trim();
  }
  throw new Error('it did not fail');
}

describe('coffer login', () => {
  it('says what it wrote and when the login ends, and not the token', async () => {
    const home = await clientHome('login');
    const { stdout } = await runCoffer(server, home, [...loginArgs(server, 'npm'), '--duration-seconds', '900']);
    const endpoint = await server.repository('app').endpoint('npm');
    const path = join(home.home, '.npmrc');
    const lines = stdout.trim().split('\n');
    assert.deepEqual(lines.slice(0, 2), [`npm now uses ${endpoint}`, `  wrote ${path} (mode 0600)`]);
    assert.match(lines[2] ?? '', /^The login ends at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(in 15 minutes\)\.$/);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const token = /:_authToken=(\S+)/.exec(await readFile(path, 'utf8'))?.[1] ?? '';
    assert.ok(token.length > 100 && !stdout.includes(token));
  });

  it('shows what it would write, and asks for no token', async () => {
    const home = await clientHome('login');
    const { stdout } = await runCoffer(server, home, [...loginArgs(server, 'twine'), '--dry-run']);
    assert.match(stdout, /^Would set in .*\.pypirc \(mode 0600\):\n {2}\[distutils\]\n/);
    assert.match(stdout, /\n {2}password = \*{8}\n/);
    assert.deepEqual(await readdir(home.home), []);
    assert.doesNotMatch(stdout, /eyJ/);
  });

  it('changes nothing when a file cannot be changed, and makes no token', async () => {
    const home = await clientHome('login');
    await writeFile(join(home.home, '.yarnrc.yml'), 'npmRegistries: { a: {} }\n');
    await assert.rejects(runCoffer(server, home, loginArgs(server, 'yarn')), (error: ClientFailure) => {
      assert.match(error.run.stderr, /\.yarnrc\.yml: 'npmRegistries' \(line 1\) is written on one line/);
      return true;
    });
    assert.deepEqual(await readdir(home.home), ['.yarnrc.yml']);
  });

  it('logs in again in place', async () => {
    const home = await loggedIn(server, 'npm');
    const before = await readFile(join(home.home, '.npmrc'), 'utf8');
    await runCoffer(server, home, [...loginArgs(server, 'npm'), '--domain-owner', '111122223333']);
    const after = await readFile(join(home.home, '.npmrc'), 'utf8');
    assert.notEqual(after, before);
    assert.equal(after.replace(/=eyJ.*/, ''), before.replace(/=eyJ.*/, ''));
  });

  it('knows a server that is not Coffer', async () => {
    const stranger = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    try {
      await once(stranger, 'listening');
      const { port } = stranger.address() as AddressInfo;
      const message = await failure('npm', '--endpoint-url', `http://127.0.0.1:${port}`);
      assert.match(message, /answered 200, and not as Coffer does/);
    } finally {
      stranger.close();
    }
  });

  it('fails with one line', async () => {
    assert.match(await failure('ant'), /^--tool: there is no 'ant'\. Choose one of npm, pnpm, .*swift\.$/);
    assert.match(await failure('pip', '--namespace', 'x'), /^--namespace: pip has no namespaces\.$/);
    assert.match(await failure('npm', '--namespace', 'a b'), /^--namespace: 'a b' is no scope/);
    assert.match(await failure('npm', '--repository', 'none'), /^The repository 'acme\/none' does not exist\.$/);
    assert.match(await failure('npm', '--duration-seconds', '60'), /durationSeconds must be 0 or from 900 to 43200/);
    assert.match(
      await failure('npm', '--endpoint-url', 'http://127.0.0.1:1'),
      /^http:\/\/127\.0\.0\.1:1 cannot be reached/,
    );
  });
});

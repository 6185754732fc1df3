import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { it } from 'node:test';
import { awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { startNginx } from '../../test/support/nginx.ts';
import { grant, policyText, refuse } from '../../test/support/policy-text.ts';
import { startServer } from '../../test/support/server.ts';
import { freePort } from '../../test/support/start-program.ts';

/** What the operator's page tells to write, for a server at this address. */
async function recipe(server: string): Promise<string> {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const block = /```nginx\n([\s\S]+?)```/.exec(page)?.[1] ?? '';
  assert.match(block, /proxy_pass http:\/\/127\.0\.0\.1:2633;/);
  return block.replace('http://127.0.0.1:2633', server);
}

/** Whether it was told to go on, and the status, of an upload that waits for it. */
const putWaiting = (url: string, authorization: string, body: Buffer): Promise<readonly [boolean, number]> =>
  new Promise((resolve, reject) => {
    let went = false;
    const headers = { authorization, expect: '100-continue', 'content-length': body.length };
    const sending = request(url, { method: 'PUT', headers }, (response) => {
      response.resume().on('end', () => resolve([went, response.statusCode ?? 0]));
    });
    sending.on('continue', () => {
      went = true;
      sending.end(body);
    });
    sending.on('error', reject).flushHeaders();
  });

/** The status of a GET that comes from another address of this machine. */
const statusFrom = (localAddress: string, url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { localAddress, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sending.on('error', reject).end();
  });

describeWithClients(['nginx', 'npm', 'aws'], "behind nginx, by the operator's page", () => {
  it('publishes and installs scoped packages, signs in with the AWS CLI, and streams an upload', async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}/`;
    await using server = await startServer({ repositories: { app: [] }, env: { COFFER_PUBLIC_URL: publicUrl } });
    const directives = await recipe(server.url);
    await using nginx = await startNginx({ port, server: () => directives });
    assert.equal(nginx.url, publicUrl);
    const app = server.repository('app');
    assert.ok((await app.endpoint('npm')).startsWith(publicUrl));

    const author = await npmProject({ name: '@acme/hello', version: '1.0.0' }, app);
    await author.npm('publish');
    const user = await npmProject({ name: 'user', version: '1.0.0' }, app);
    await user.npm('install', '@acme/hello');
    assert.equal(await user.installed('@acme/hello'), '1.0.0');
    const lock = JSON.parse(await user.read('package-lock.json'));
    assert.ok(lock.packages['node_modules/@acme/hello'].resolved.startsWith(publicUrl));

    const cli = await awsCli({ ...server, url: publicUrl.replace(/\/$/, '') });
    const listed = (await cli.json('codeartifact', 'list-packages', '--domain', 'acme', '--repository', 'app')) as {
      packages: { package: string }[];
    };
    assert.deepEqual(
      listed.packages.map((found) => found.package),
      ['hello'],
    );

    const body = Buffer.alloc(20 * 1024 ** 2, 'x');
    const url = `${await app.endpoint('generic')}acme/large/1.0/file`;
    assert.deepEqual(await putWaiting(url, `Bearer ${await app.token()}`, body), [true, 201]);
  });

  it('policies see the client that nginx sees, where nginx is trusted', async () => {
    const port = await freePort();
    const env = { COFFER_PUBLIC_URL: `http://127.0.0.1:${port}/`, COFFER_TRUSTED_PROXIES: '127.0.0.1' };
    await using server = await startServer({ repositories: { app: [] }, env });
    const directives = await recipe(server.url);
    await using _nginx = await startNginx({ port, server: () => directives });
    const app = server.repository('app');
    const [url, authorization] = [`${await app.endpoint('npm')}-/ping`, `Bearer ${await app.token()}`];
    const headers = { authorization, 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https' };
    for (const [Condition, status] of [
      [{ NotIpAddress: { 'aws:SourceIp': '127.0.0.2' } }, 200],
      [{ IpAddress: { 'aws:SourceIp': '127.0.0.2' } }, 403],
      [{ Bool: { 'aws:SecureTransport': 'true' } }, 200],
      [{ Bool: { 'aws:SecureTransport': 'false' } }, 403],
    ] as const) {
      const statement = { ...refuse('*', 'codeartifact:ReadFromRepository'), Condition };
      const policyDocument = policyText(grant('*', 'codeartifact:ReadFromRepository'), statement);
      await server.codeartifact.putRepositoryPermissionsPolicy({ domain: 'acme', repository: 'app', policyDocument });
      assert.equal(await statusFrom('127.0.0.2', url, headers), status, JSON.stringify(Condition));
    }
  });
});

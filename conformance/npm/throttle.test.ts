import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';

const names = Array.from({ length: 15 }, (_, i) => `part-${i}`);

async function countRefused({ url }: TestServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = text.matchAll(/^coffer_http_requests_total\{[^}]*kind="npm"[^}]*status="429"[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

describeWithClients(['npm'], 'npm and a token that may send few requests a second', () => {
  it('comes back until it has everything', async () => {
    await using upstream = await startFakeUpstream();
    for (const name of names) await publishNpm(upstream, { name, version: '1.0.0' });
    await using server = await startServer({
      repositories: { app: [] },
      connections: { app: 'public:npmjs' },
      externalConnections: { 'public:npmjs': upstream.url.href },
      env: { COFFER_THROTTLE_TOKEN: '8' },
    });
    const project = await npmProject({ name: 'user', version: '1.0.0' }, server.repository('app'));
    const retries = ['--fetch-retries=10', '--fetch-retry-mintimeout=200', '--fetch-retry-maxtimeout=2000'];
    await project.npm('install', ...names, ...retries, '--no-audit');
    for (const name of names) assert.equal(await project.installed(name), '1.0.0');
    assert.ok((await countRefused(server)) > 0, 'npm was never told to come back');
  });
});

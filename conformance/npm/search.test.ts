import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { npmProject } from '../../test/support/clients/npm.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer } from '../../test/support/server.ts';

describeWithClients(['npm'], 'npm search', () => {
  it('finds own packages and those taken in, the closest name first', async () => {
    await using upstream = await startFakeUpstream();
    await publishNpm(upstream, { name: 'hello-from-afar', version: '3.0.0' });
    await using server = await startServer({
      repositories: { store: [], app: ['store'] },
      connections: { store: 'public:npmjs' },
      externalConnections: { 'public:npmjs': upstream.url.href },
    });
    const app = server.repository('app');
    for (const name of ['hello', '@acme/hello-again', 'goodbye']) {
      const author = await npmProject({ name, version: '1.0.0', description: `The ${name} package` }, app);
      await author.npm('publish');
    }
    const user = await npmProject({ name: 'user', version: '1.0.0' }, app);
    await user.npm('install', 'hello-from-afar');
    const found = async (...words: string[]): Promise<{ name: string; version: string; description?: string }[]> =>
      JSON.parse((await user.npm('search', '--json', '--searchlimit=10', ...words)).stdout);
    assert.deepEqual(
      (await found('HELLO')).map(({ name, version }) => `${name}@${version}`),
      ['hello@1.0.0', 'hello-from-afar@3.0.0', '@acme/hello-again@1.0.0'],
    );
    assert.equal((await found('goodbye'))[0]?.description, 'The goodbye package');
    assert.deepEqual(await found('nothing', 'here'), []);
  });
});

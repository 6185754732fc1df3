import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { type NodeClient, nodeProject } from '../../test/support/clients/npm.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer } from '../../test/support/server.ts';

/** Clients that hold fresh versions back, and how they are told to. */
const gates: readonly [client: NodeClient, file: string, lines: string][] = [
  ['npm', '.npmrc', 'min-release-age=1\n'],
  ['pnpm10', 'pnpm-workspace.yaml', 'minimumReleaseAge: 1440\n'],
  ['pnpm11', 'pnpm-workspace.yaml', 'minimumReleaseAge: 1440\n'],
  ['yarn4', '.yarnrc.yml', 'npmMinimalAgeGate: 1440\n'],
];

for (const [client, file, lines] of gates)
  describeWithClients([client], `the age gate of ${client}`, () => {
    it('sees when an upstream published, not when this server took it in', async () => {
      await using upstream = await startFakeUpstream();
      await publishNpm(upstream, { name: 'left', version: '1.0.0', publishedAt: '2026-01-01T00:00:00.000Z' });
      await publishNpm(upstream, { name: 'left', version: '1.1.0', publishedAt: new Date().toISOString() });
      await using server = await startServer({
        repositories: { store: [], app: ['store'] },
        connections: { store: 'public:npmjs' },
        externalConnections: { 'public:npmjs': upstream.url.href },
      });
      const project = await nodeProject(client, { name: 'user', version: '1.0.0' }, server.repository('app'));
      const before = await project.read(file).catch(() => '');
      await project.write(file, before + lines);
      await project.run(client === 'npm' ? 'install' : 'add', 'left@^1.0.0');
      assert.equal(await project.installed('left'), '1.0.0');
    });
  });

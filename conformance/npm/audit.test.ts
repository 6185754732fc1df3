import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { type NodeClient, nodeProject } from '../../test/support/clients/npm.ts';
import { ClientFailure } from '../../test/support/clients/run-client.ts';
import { type FakeUpstream, startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { commandsOf } from './client-commands.ts';
import { publishDocument, type RawRegistry, rawRegistry, tarball } from './raw-requests.ts';

const bulk = '/-/npm/v1/security/advisories/bulk';
const advisory = {
  id: 1_234_567,
  url: 'https://advisories.upstream.test/1234567',
  title: 'It pads too far',
  severity: 'high',
  vulnerable_versions: '<1.3.0',
  cwe: ['CWE-400'],
  cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
};

let upstream: FakeUpstream;
let server: TestServer;
let registry: RawRegistry;
before(async () => {
  upstream = await startFakeUpstream();
  await publishNpm(upstream, { name: 'padder', version: '1.2.0' });
  upstream.put(bulk, { body: JSON.stringify({ padder: [advisory] }), validators: false });
  server = await startServer({
    repositories: { store: [], app: ['store'], alone: [] },
    connections: { store: 'public:npmjs' },
    externalConnections: { 'public:npmjs': upstream.url.href },
  });
  registry = await rawRegistry(server, 'app');
  const bytes = await tarball({ name: '@acme/secret', version: '1.0.0' });
  const published = await registry.ask('PUT', '@acme%2fsecret', publishDocument({ name: '@acme/secret', bytes }));
  assert.equal(published.status, 201);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const asked = (): string[] => upstream.requests.filter(({ path }) => path === bulk).map(({ body }) => body);

/** All that the client printed, whether it failed for what it found or not. */
async function printed(run: Promise<{ readonly stdout: string; readonly stderr: string }>): Promise<string> {
  const { stdout, stderr } = await run.catch((error: unknown) => {
    if (error instanceof ClientFailure) return error.run;
    throw error;
  });
  return stdout + stderr;
}

const clients = (['npm', 'npm10', 'pnpm10', 'pnpm11', 'yarn4', 'bun'] as const).filter(
  (client) => commandsOf[client].audit !== null,
);
for (const client of clients satisfies readonly NodeClient[])
  describeWithClients([client], `audit with ${client}`, () => {
    it('tells what the upstream knows, and the upstream nothing of names published here', async () => {
      const before = asked().length;
      const project = await nodeProject(client, { name: 'user', version: '1.0.0' }, server.repository('app'));
      const { add, audit } = commandsOf[client];
      if (client === 'yarn4')
        await project.write('.yarnrc.yml', `${await project.read('.yarnrc.yml')}npmMinimalAgeGate: 0\n`);
      await project.run(...add, 'padder@1.2.0', '@acme/secret@1.0.0');
      const output = await printed(project.run(...(audit ?? [])));
      assert.match(output, /padder/);
      assert.match(output, /pads too far/);
      const since = asked().slice(before);
      assert.ok(since.length > 0);
      for (const body of since) {
        assert.deepEqual(JSON.parse(body).padder, ['1.2.0']);
        assert.ok(!body.includes('secret'), body);
      }
    });
  });

describe('advisories over HTTP', () => {
  const question = JSON.stringify({
    padder: ['1.2.0'],
    '@acme/secret': ['1.0.0'],
    '../x': ['1'],
    ['__proto__']: ['1'],
  });

  it('answers a bulk question, and leaves out names that are none', async () => {
    const { status, body } = await registry.ask('POST', bulk.slice(1), question);
    assert.equal(status, 200);
    assert.deepEqual(body, { padder: [advisory] });
  });

  it('answers nothing where there is no upstream, or none that has the service', async () => {
    const alone = await rawRegistry(server, 'alone');
    assert.deepEqual((await alone.ask('POST', bulk.slice(1), question)).body, {});
    upstream.remove(bulk);
    assert.deepEqual((await registry.ask('POST', bulk.slice(1), question)).body, {});
    upstream.put(bulk, { body: JSON.stringify({ padder: [advisory] }), validators: false });
  });

  it('says so when the upstream is out of order, since silence would be taken for safety', async () => {
    upstream.lie(bulk, { kind: 'status', status: 500 });
    const { status } = await registry.ask('POST', bulk.slice(1), question);
    upstream.tellTheTruth();
    assert.ok(status >= 500, `${status}`);
  });

  for (const body of ['[]', '{', '"x"', 'null'])
    it(`refuses the body ${body}`, async () => {
      assert.equal((await registry.ask('POST', bulk.slice(1), body)).status, 400);
    });

  it('hands on the keys that packages of the upstream are signed with, and 404 where there are none', async () => {
    const keys = [{ expires: null, keyid: 'SHA256:key', keytype: 'ecdsa-sha2-nistp256', key: 'a2V5' }];
    assert.equal((await registry.ask('GET', '-/npm/v1/keys')).status, 404);
    upstream.put('/-/npm/v1/keys', { body: JSON.stringify({ keys }), validators: false });
    assert.deepEqual((await registry.ask('GET', '-/npm/v1/keys')).body, { keys });
  });

  it("adds what the upstream's search finds to what is kept here", async () => {
    const hits = ['padder', '@acme/secret'].map((name) => ({ package: { name, version: '9.9.9' } }));
    upstream.put('/-/v1/search?text=s&from=0&size=9', {
      body: JSON.stringify({ objects: hits, total: 2 }),
      validators: false,
    });
    const { body } = await registry.ask('GET', '-/v1/search?text=s&size=10');
    const found = (body as { objects: { package: { name: string; version: string } }[] }).objects;
    const versions = Object.fromEntries(found.map(({ package: { name, version } }) => [name, version]));
    assert.deepEqual(versions, { '@acme/secret': '1.0.0', padder: '9.9.9' });
  });
});

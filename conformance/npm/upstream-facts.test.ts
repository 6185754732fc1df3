import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FakeUpstream, startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { npmPackumentPath, publishNpm } from '../../test/support/fake-upstream/npm-packages.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { type RawRegistry, rawRegistry } from './raw-requests.ts';

let upstream: FakeUpstream;
let server: TestServer;
let registry: RawRegistry;
before(async () => {
  upstream = await startFakeUpstream();
  server = await startServer({
    repositories: { store: [], app: ['store'] },
    connections: { store: 'public:npmjs' },
    externalConnections: { 'public:npmjs': upstream.url.href },
  });
  registry = await rawRegistry(server, 'app');
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

type Manifest = Record<string, unknown> & { readonly dist: Record<string, unknown> };
interface Packument {
  readonly _rev: string;
  readonly versions: Record<string, Manifest>;
}

/** What the upstream says of a version, changed as a registry might change it. */
async function changeUpstream(name: string, version: string, change: (manifest: Manifest) => void): Promise<void> {
  const path = npmPackumentPath(name);
  const packument = (await (await fetch(new URL(path, upstream.url))).json()) as Packument;
  change(packument.versions[version] as Manifest);
  upstream.put(path, { body: JSON.stringify(packument) });
}

const read = async (name: string): Promise<Packument> => (await registry.ask('GET', name)).body as Packument;
const fetchBytes = async (url: string): Promise<Response> =>
  fetch(url, { headers: { authorization: registry.authorization } });

async function keep(name: string): Promise<void> {
  const { status } = await fetchBytes(`${registry.endpoint}${name}/-/${name}-1.0.0.tgz`);
  assert.equal(status, 200);
}

describe('what an upstream says of its packages', () => {
  it("is passed on: integrity, shasum, signatures; its tarball's address is not", async () => {
    await publishNpm(upstream, { name: 'signed', version: '1.0.0' });
    const signatures = [{ keyid: 'SHA256:key', sig: 'c2ln' }];
    let said: Record<string, unknown> = {};
    await changeUpstream('signed', '1.0.0', (manifest) => {
      manifest.dist['signatures'] = signatures;
      said = manifest.dist;
    });
    const { tarball, ...dist } = (await read('signed')).versions['1.0.0']?.dist ?? {};
    const { tarball: _, ...told } = said;
    assert.deepEqual(dist, told);
    assert.equal(tarball, `${registry.endpoint}signed/-/signed-1.0.0.tgz`);
  });

  it('includes attestations, which are served from here, and again once the upstream is silent', async () => {
    await publishNpm(upstream, { name: 'attested', version: '1.0.0' });
    const predicateType = 'https://slsa.dev/provenance/v1';
    const path = '/-/npm/v1/attestations/attested@1.0.0';
    await changeUpstream('attested', '1.0.0', ({ dist }) => {
      dist['attestations'] = { url: new URL(path, upstream.url).href, provenance: { predicateType } };
    });
    const answer = JSON.stringify({ attestations: [{ predicateType, bundle: {} }] });
    upstream.put(path, { body: '<html>Sign in</html>' });
    const shown = (await read('attested')).versions['1.0.0']?.dist['attestations'];
    const url = `${registry.endpoint}-/npm/v1/attestations/attested@1.0.0`;
    assert.deepEqual(shown, { url, provenance: { predicateType } });
    // What is no list of attestations may pass to who asked for it, but is not kept.
    await fetchBytes(url).then(
      (response) => response.text().catch(() => ''),
      () => '',
    );
    upstream.put(path, { body: answer });
    assert.equal(await (await fetchBytes(url)).text(), answer);
    upstream.lie(path, { kind: 'status', status: 500 });
    assert.equal(await (await fetchBytes(url)).text(), answer);
  });

  it('may change its mind on deprecation, until this repository has its own word', async () => {
    await publishNpm(upstream, { name: 'fading', version: '1.0.0' });
    await keep('fading');
    const deprecation = async (): Promise<unknown> => (await read('fading')).versions['1.0.0']?.['deprecated'];
    const deprecateUpstream = (words: string): Promise<void> =>
      changeUpstream('fading', '1.0.0', (manifest) => {
        manifest['deprecated'] = words;
      });
    await deprecateUpstream('upstream says so');
    assert.equal(await deprecation(), 'upstream says so');
    const document = await read('fading');
    (document.versions['1.0.0'] as Manifest)['deprecated'] = 'we say so';
    assert.equal((await registry.ask('PUT', 'fading', JSON.stringify(document))).status, 200);
    await deprecateUpstream('upstream says more');
    assert.equal(await deprecation(), 'we say so');
  });

  it('cannot be deprecated or unpublished here where it is not kept', async () => {
    await publishNpm(upstream, { name: 'elsewhere', version: '1.0.0' });
    const document = await read('elsewhere');
    const removal = await registry.ask('DELETE', `elsewhere/-rev/${document._rev}`);
    assert.ok(removal.status === 400 && /comes from an upstream/.test(removal.error), removal.error);
    (document.versions['1.0.0'] as Manifest)['deprecated'] = 'no';
    const deprecation = await registry.ask('PUT', 'elsewhere', JSON.stringify(document));
    assert.ok(deprecation.status === 400 && /comes from an upstream/.test(deprecation.error), deprecation.error);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildWheel } from '../../src/formats/pypi/fixtures/distributions.ts';
import { startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { publishPypi, pypiFilePath } from '../support/fake-upstream/pypi-files.ts';
import { publishGeneric, sha256Of } from '../support/publish-generic.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { runCoffer } from './run-coffer.ts';

const domainId = '1';

/** The files of the domain's blobs, oldest first. */
const blobFiles = ({ dataDir }: TestServer): string[] =>
  readdirSync(join(dataDir, 'blobs', domainId), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const publish = (server: TestServer, version: string, content: string) =>
  publishGeneric(server.codeartifact, { repository: 'app', namespace: 'acme', name: 'tool', version, content });

const expectOf = ({ code, stdout, stderr }: Awaited<ReturnType<typeof runCoffer>>, wanted: number): string => {
  assert.equal(code, wanted, `${stdout}\n${stderr}`);
  return stdout;
};

describe('coffer gc', () => {
  it('tells, then removes what a deleted version had, beside a running server', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    await publish(server, '1.0', 'kept');
    await publish(server, '2.0', 'deleted');
    const version = new URL('acme/tool/2.0', await server.repository('app').endpoint('generic'));
    const headers = { authorization: `Bearer ${await server.token()}` };
    assert.equal((await fetch(version, { method: 'DELETE', headers })).status, 204);
    assert.match(expectOf(await runCoffer(server, ['gc']), 0), /^Removed: 0 blobs/);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const soon = ['--gc-grace-seconds', '1'];
    const dry = expectOf(await runCoffer(server, ['gc', '--dry-run', ...soon]), 0);
    assert.match(dry, /^Would remove: 1 blobs that no package has \(7 bytes\), 0 files/);
    assert.equal(blobFiles(server).length, 2);
    assert.match(expectOf(await runCoffer(server, ['gc', ...soon]), 0), /^Removed: 1 blobs/);
    assert.equal(blobFiles(server).length, 1);
    assert.match(expectOf(await runCoffer(server, ['verify']), 0), /^Read 1 blobs \(4 bytes\): none lost/);
  });

  it('makes no store where there is none', async () => {
    await using server = await startServer({});
    const args = ['gc', '--data-dir', join(server.dataDir, 'nowhere')];
    const run = await runCoffer({ dataDir: server.dataDir, databaseUrl: null }, args);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /^There is no metadata store at .*nowhere.coffer\.db; see COFFER_DATA_DIR/);
    assert.equal(readdirSync(server.dataDir).includes('nowhere'), false);
  });
});

describe('coffer verify', () => {
  for (const encryption of ['on', 'off'])
    it(`names the packages of damaged and missing bytes (encryption ${encryption})`, async () => {
      await using server = await startServer({ repositories: { app: [] }, env: { COFFER_ENCRYPTION: encryption } });
      await publish(server, '1.0', 'first');
      const [first] = blobFiles(server);
      await publish(server, '2.0', 'second');
      const second = blobFiles(server).find((path) => path !== first);
      await publish(server, '3.0', 'third');
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(readFileSync(first).includes('first'), encryption === 'off');
      expectOf(await runCoffer(server, ['verify']), 0);
      flipByte(first);
      rmSync(second);
      for (const args of [['verify'], ['verify', '--repair']]) {
        const found = expectOf(await runCoffer(server, args), 1);
        assert.match(found, /^damaged: acme\/app generic acme\/tool 1\.0 a\.txt$/m);
        assert.match(found, /^missing: acme\/app generic acme\/tool 2\.0 a\.txt$/m);
        assert.match(found, /^Read 3 blobs \(16 bytes\): 2 lost, 0 repaired\.$/m);
        assert.equal(/only a backup has it/.test(found), args.length === 2);
        assert.doesNotMatch(found, /3\.0/);
      }
    });

  it('repairs what an upstream still serves, and only by the same bytes', async () => {
    await using upstream = await startFakeUpstream();
    const wheels = [buildWheel('Thing', '1.0'), buildWheel('Thing', '2.0')];
    publishPypi(upstream, 'thing', ['1.0', '2.0'], wheels);
    const externalConnections = { 'public:pypi': new URL('simple/', upstream.url).href };
    await using server = await startServer({
      repositories: { app: [] },
      connections: { app: 'public:pypi' },
      externalConnections,
    });
    const endpoint = await server.repository('app').endpoint('pypi');
    const authorization = `Bearer ${await server.token()}`;
    const page = await (await fetch(new URL('simple/thing/', endpoint), { headers: { authorization } })).text();
    const links = [...page.matchAll(/href="([^"#]+)/g)].map(
      ([, href]) => new URL(href ?? '', `${endpoint}simple/thing/`),
    );
    assert.equal(links.length, 2);
    const download = async (): Promise<Buffer[]> =>
      Promise.all(
        links.map(async (url) => Buffer.from(await (await fetch(url, { headers: { authorization } })).arrayBuffer())),
      );
    assert.deepEqual((await download()).map(sha256Of).sort(), wheels.map(({ bytes }) => sha256Of(bytes)).sort());
    await server.stop();
    for (const path of blobFiles(server)) flipByte(path);
    const [, second] = wheels;
    assert.ok(second !== undefined);
    upstream.put(pypiFilePath(second.filename), { body: 'other bytes', contentType: 'application/octet-stream' });
    const env = { COFFER_EXTERNAL_CONNECTIONS: JSON.stringify(externalConnections) };
    const found = expectOf(await runCoffer(server, ['verify', '--repair'], env), 1);
    assert.match(found, /thing 1\.0 .*\n.*\n {2}Fetched again from public:pypi\.$/m);
    assert.match(found, /thing 2\.0 .*\n.*\n {2}Not repaired: .*expected/m);
    assert.match(found, /: 1 lost, 1 repaired\.$/m);
    upstream.put(pypiFilePath(second.filename), { body: second.bytes, contentType: 'application/octet-stream' });
    expectOf(await runCoffer(server, ['verify', '--repair'], env), 0);
    expectOf(await runCoffer(server, ['verify']), 0);
    await upstream.close();
    await server.restart();
    assert.deepEqual((await download()).map(sha256Of).sort(), wheels.map(({ bytes }) => sha256Of(bytes)).sort());
  });
});

describe('coffer keys rotate-root', () => {
  it('makes a new root key under a running server, which goes on', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    await publish(server, '1.0', 'before');
    const path = join(server.dataDir, 'keys', 'root-key');
    const before = readFileSync(path);
    assert.match(expectOf(await runCoffer(server, ['keys', 'rotate-root']), 0), /^The root key is now \w{16}/);
    assert.notDeepEqual(readFileSync(path), before);
    await publish(server, '2.0', 'after');
    await server.codeartifact.createDomain({ domain: 'other' });
    await server.restart();
    expectOf(await runCoffer(server, ['verify']), 0);
    const asset = { domain: server.domain, repository: 'app', format: 'generic', namespace: 'acme', package: 'tool' };
    for (const [packageVersion, text] of [
      ['1.0', 'before'],
      ['2.0', 'after'],
    ]) {
      const got = await server.codeartifact.getPackageVersionAsset({
        ...{ ...asset, format: 'generic', packageVersion, asset: 'a.txt' },
      });
      assert.equal(await got.asset?.transformToString(), text);
    }
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { publishDocument, type RawRegistry, rawRegistry, tarball } from './raw-requests.ts';

let server: TestServer;
let registry: RawRegistry;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
  registry = await rawRegistry(server, 'app');
});
after(() => server[Symbol.asyncDispose]());

interface Packument {
  readonly _rev: string;
  readonly maintainers: unknown;
  readonly versions: Record<string, Record<string, unknown>>;
}

async function publish(name: string, version: string, readme = ''): Promise<{ status: number; error: string }> {
  const bytes = await tarball({ name, version }, { 'package/README.md': readme });
  return registry.ask('PUT', name, publishDocument({ name, version, bytes }));
}

const read = async (name: string): Promise<Packument> =>
  (await registry.ask('GET', `${name}?write=true`)).body as Packument;
const versionsOf = async (name: string): Promise<string[]> => Object.keys((await read(name)).versions);

describe('npm documents that are written back', () => {
  it('are refused for a version that exists, in the words of the public registry', async () => {
    assert.equal((await publish('again', '1.0.0')).status, 201);
    const words = 'You cannot publish over the previously published versions: 1.0.0.';
    for (const readme of ['', 'other bytes']) {
      const { status, error } = await publish('again', '1.0.0', readme);
      assert.deepEqual([status, error], [409, words]);
    }
  });

  it('cannot take a version away that was published since the document was read', async () => {
    await publish('raced', '1.0.0');
    await publish('raced', '1.1.0');
    const seen = await read('raced');
    await publish('raced', '1.2.0');
    delete seen.versions['1.1.0'];
    const path = `raced/-rev/${seen._rev}`;
    const answers = [await registry.ask('PUT', path, JSON.stringify(seen)), await registry.ask('DELETE', path)];
    for (const { status, error } of answers) assert.ok(status === 409 && /has changed/.test(error), error);
    assert.deepEqual(await versionsOf('raced'), ['1.0.0', '1.1.0', '1.2.0']);
  });

  it('are no unpublish when they hold owners only', async () => {
    await publish('owned', '1.0.0');
    const { _rev, maintainers } = await read('owned');
    assert.deepEqual(maintainers, [{ name: 'admin', email: '' }]);
    const { status, error } = await registry.ask(
      'PUT',
      `owned/-rev/${_rev}`,
      JSON.stringify({ _id: 'owned', _rev, maintainers: [] }),
    );
    assert.equal(status, 400);
    assert.match(error, /policies/);
    assert.deepEqual(await versionsOf('owned'), ['1.0.0']);
  });

  it('change deprecations only', async () => {
    await publish('old', '1.0.0');
    const document = await read('old');
    document.versions['1.0.0'] = { ...document.versions['1.0.0'], deprecated: 'use new', description: 'forged' };
    assert.equal((await registry.ask('PUT', 'old', JSON.stringify(document))).status, 200);
    const { deprecated, description } = (await read('old')).versions['1.0.0'] ?? {};
    assert.deepEqual([deprecated, description], ['use new', undefined]);
    assert.equal((await registry.ask('PUT', 'old', JSON.stringify(document))).status, 409, 'it was read before');
  });
});

import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineBench, engineBench, threeLevels } from '../../test/support/engine-bench.ts';
import type { Lie } from '../../test/support/fake-upstream/lies.ts';
import { plainFilePath, plainIndexPath, publishPlain } from '../../test/support/fake-upstream/plain-packages.ts';
import type { PlainFacts } from '../../test/support/plain-format.ts';
import type { StoredVersion } from '../metadata/package-versions.ts';
import { setVersionStatus } from '../metadata/set-version-status.ts';
import type { FoundAsset } from './upstreams.ts';

const path = plainFilePath('thing', '1', 'a.bin');

async function benchWithThing(options: Parameters<typeof engineBench>[0] = {}): Promise<EngineBench> {
  const bench = await engineBench(options);
  const files = { 'a.bin': 'the bytes of a', 'b.bin': 'the bytes of b' };
  publishPlain(bench.upstream, 'thing', [
    { version: '1', publishedAt: '2020-02-02T00:00:00.000Z', summary: 'it', files },
  ]);
  return bench;
}

function factsOf(version: StoredVersion | null): PlainFacts {
  assert.ok(version);
  return version.facts as PlainFacts;
}
const notesOf = (version: StoredVersion | null): readonly string[] => factsOf(version).notes;

async function rangeOf(found: FoundAsset | null, start: number, end: number): Promise<string> {
  assert.ok(found);
  return (await buffer(found.open({ start, end }))).toString();
}

const setStatus = (bench: EngineBench, repository: string, status: 'Archived' | 'Unlisted') => {
  const { domainId, repositoryId } = bench.where(repository);
  const identity = { format: 'generic', name: { namespace: null, name: 'thing' }, key: 'thing' } as const;
  return bench.database.write(setVersionStatus, {
    domainId,
    repositoryId,
    package: identity,
    versions: [{ version: '1', key: '1', revision: null }],
    expectedStatus: null,
    onFailure: 'refuse',
    status,
    now: Date.now(),
  });
};

describe('openAsset from a connection', () => {
  it('keeps the version in the asking and the connected repository, with its whole asset list', async () => {
    await using bench = await benchWithThing();
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'the bytes of a');
    await bench.upstreams.settled();
    assert.equal(await bench.kept('team', 'thing', '1'), null);
    const [app, store] = [await bench.kept('app', 'thing', '1'), await bench.kept('store', 'thing', '1')];
    assert.equal(app?.contentId, store?.contentId);
    assert.deepEqual(app?.entry, { kind: 'connection', name: 'custom:fake' });
    assert.equal(app?.origin, 'EXTERNAL');
    assert.equal(app?.publishedAt.toISOString(), '2020-02-02T00:00:00.000Z');
    assert.deepEqual(
      app?.assets.map(({ name, blob, origin }) => [name, blob !== null, origin?.sizeBytes]),
      [
        ['a.bin', true, 14],
        ['b.bin', false, 14],
      ],
    );
    assert.deepEqual(notesOf(app), ['a.bin']);
  });

  it('shows the same listing before and after', async () => {
    await using bench = await benchWithThing();
    const before = await bench.readIndex('app', 'thing');
    await bench.fetch('app', 'thing', '1', 'a.bin');
    const after = await bench.readIndex('app', 'thing');
    const shown = (found: typeof before) =>
      found?.index.versions.map(({ version, publishedAt, assets }) => [
        version,
        publishedAt,
        assets?.map(({ name, digests }) => [name, digests.sha256]),
      ]);
    assert.deepEqual(shown(after), shown(before));
  });

  it('serves what is kept with the upstream gone', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('app', 'thing', '1', 'a.bin');
    await bench.upstreams.settled();
    await bench.upstream.close();
    bench.pass(3600);
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'the bytes of a');
    assert.deepEqual(await bench.shown('app', 'thing'), ['1']);
    const found = await bench.open('app', 'thing', '1', 'a.bin');
    assert.equal(await rangeOf(found, 4, 8), 'bytes');
  });

  it('fetches later assets from their origin, even when the version was withdrawn', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('app', 'thing', '1', 'a.bin');
    bench.upstream.put(plainIndexPath('thing'), { body: '{"name":"thing","versions":[]}' });
    assert.equal(await bench.fetch('app', 'thing', '1', 'b.bin'), 'the bytes of b');
    await bench.upstreams.settled();
    const store = await bench.kept('store', 'thing', '1');
    assert.deepEqual(
      store?.assets.map(({ blob }) => blob !== null),
      [true, true],
    );
    assert.deepEqual(notesOf(store), ['a.bin', 'b.bin']);
    assert.equal((await bench.kept('app', 'thing', '1'))?.contentId, store?.contentId);
  });

  it('asks for an asset once, whoever wants it', async () => {
    await using bench = await benchWithThing({ chain: { ...threeLevels, web: { upstreams: ['store'] } } });
    bench.upstream.lie(path, { kind: 'drip', bytes: 7, everyMilliseconds: 100 });
    const asked = ['app', 'web', 'team', 'app', 'app'].map((repository) =>
      bench.fetch(repository, 'thing', '1', 'a.bin'),
    );
    assert.deepEqual(await Promise.all(asked), Array(5).fill('the bytes of a'));
    await bench.upstreams.settled();
    assert.equal(bench.upstream.count(path), 1);
    for (const repository of ['app', 'web', 'team', 'store'])
      assert.ok(await bench.kept(repository, 'thing', '1'), repository);
  });

  it('goes on when the only client hangs up', async () => {
    await using bench = await benchWithThing();
    bench.upstream.lie(path, { kind: 'drip', bytes: 2, everyMilliseconds: 20 });
    const found = await bench.open('app', 'thing', '1', 'a.bin');
    const stream = found?.open();
    stream?.once('data', () => stream.destroy());
    await sleep(60);
    await bench.upstreams.settled();
    assert.notEqual((await bench.kept('app', 'thing', '1'))?.assets[0]?.blob, null);
  });

  it('waits with a range for the end of the ingest', async () => {
    await using bench = await benchWithThing();
    bench.upstream.lie(path, { kind: 'drip', bytes: 2, everyMilliseconds: 20 });
    const found = await bench.open('app', 'thing', '1', 'a.bin');
    assert.equal(found?.sizeBytes, 14);
    assert.equal(await rangeOf(found, 13, 13), 'a');
  });

  it('finds a version that was published a moment ago', async () => {
    await using bench = await benchWithThing();
    await bench.shown('app', 'thing');
    publishPlain(bench.upstream, 'thing', [{ version: '2', files: { 'a.bin': 'new' } }]);
    bench.pass(10);
    assert.equal(await bench.fetch('app', 'thing', '2', 'a.bin'), 'new');
  });

  it('is null for what nobody has, and asks about a missing package once', async () => {
    await using bench = await benchWithThing();
    for (let i = 0; i < 5; i++) assert.equal(await bench.open('app', 'thing', '7', 'a.bin'), null);
    for (let i = 0; i < 5; i++) assert.equal(await bench.open('app', 'absent', '7', 'a.bin'), null);
    assert.equal(bench.upstream.count(plainIndexPath('thing')), 1);
    assert.equal(bench.upstream.count(plainIndexPath('absent')), 1);
    assert.equal(await bench.open('app', 'thing', '1', 'z.bin'), null);
  });
});

describe('openAsset from an upstream that lies', () => {
  const lies: readonly (readonly [string, Lie, RegExp])[] = [
    ['sends other bytes', { kind: 'wrong-bytes' }, /promises sha256 .* nothing was kept/],
    ['cuts the body', { kind: 'cut', afterBytes: 5 }, /closed the connection|shorter/],
    ['declares another length', { kind: 'wrong-length', by: 3 }, /promises 14 bytes, it offers 17/],
    ['shows a sign-in page', { kind: 'html' }, /promises 14 bytes|promises sha256/],
    ['leads inside', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, /not on the public internet/],
    ['answers 500', { kind: 'status', status: 500 }, /status 500/],
  ];
  for (const [title, lie, message] of lies)
    it(`gives no whole file and keeps nothing when it ${title}`, async () => {
      await using bench = await benchWithThing();
      bench.upstream.lie(path, lie);
      await assert.rejects(bench.fetch('app', 'thing', '1', 'a.bin'), { code: 'InternalServer', message });
      await bench.upstreams.settled();
      assert.equal(await bench.kept('app', 'thing', '1'), null);
      assert.equal(await bench.kept('store', 'thing', '1'), null);
      assert.equal(await bench.countBlobs(), 1, 'only the index is stored');
      bench.upstream.tellTheTruth();
      assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'the bytes of a');
    });

  it('never hands out the last chunk of a wrong file', async () => {
    await using bench = await engineBench();
    const body = Buffer.alloc(500_000, 'x');
    publishPlain(bench.upstream, 'thing', [{ version: '1', files: { 'a.bin': body } }]);
    bench.upstream.lie(path, { kind: 'wrong-bytes' });
    const found = await bench.open('app', 'thing', '1', 'a.bin');
    assert.ok(found);
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of found.open()) received += (chunk as Buffer).length;
    });
    assert.ok(received < body.length);
  });

  it('is null for a file that is listed and not there', async () => {
    await using bench = await benchWithThing();
    bench.upstream.remove(path);
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), null);
    assert.match(bench.logged.join(), /lists an asset of 'thing' that it does not have/);
  });

  it('refuses bytes that the format knows to be another file', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [{ version: '1', files: { 'a.bin': 'LIAR' } }]);
    await assert.rejects(bench.fetch('app', 'thing', '1', 'a.bin'), { message: /another package's file/ });
    assert.equal(await bench.kept('app', 'thing', '1'), null);
  });

  it('takes the digest from a file beside the asset where the index has none', async () => {
    await using bench = await engineBench();
    bench.upstream.put(path, { body: 'abc' });
    bench.upstream.put(`${path}.sha1`, {
      body: 'A9993E364706816ABA3E25717850C26C9CD0D89D  a.bin\n',
      contentType: 'text/plain',
    });
    const files = [{ name: 'a.bin', url: path, sha1Url: `${path}.sha1` }];
    bench.upstream.put(plainIndexPath('thing'), {
      body: JSON.stringify({ name: 'thing', versions: [{ version: '1', files }] }),
    });
    bench.upstream.lie(path, { kind: 'wrong-bytes' }, 1);
    await assert.rejects(bench.fetch('app', 'thing', '1', 'a.bin'), { message: /promises sha1 a9993e/ });
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'abc');
  });
});

describe('openAsset from repositories', () => {
  it('retains what a sibling keeps in the asking repository only, with its origin', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('store', 'thing', '1', 'a.bin');
    await bench.upstreams.settled();
    await bench.upstream.close();
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'the bytes of a');
    const [app, store] = [await bench.kept('app', 'thing', '1'), await bench.kept('store', 'thing', '1')];
    assert.equal(await bench.kept('team', 'thing', '1'), null);
    assert.equal(app?.contentId, store?.contentId);
    assert.deepEqual(app?.entry, store?.entry);
  });

  it('lets a local status hide what upstreams have', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('app', 'thing', '1', 'a.bin');
    await setStatus(bench, 'app', 'Unlisted');
    assert.deepEqual(await bench.shown('app', 'thing'), []);
    assert.equal(await bench.fetch('app', 'thing', '1', 'a.bin'), 'the bytes of a');
    await setStatus(bench, 'app', 'Archived');
    assert.equal(await bench.open('app', 'thing', '1', 'a.bin'), null);
    assert.deepEqual(await bench.shown('team', 'thing'), ['1']);
  });

  it('adds a file that the origin published later, where the version is kept', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('app', 'thing', '1', 'a.bin');
    const before = (await bench.kept('app', 'thing', '1'))?.revision;
    const files = { 'a.bin': 'the bytes of a', 'b.bin': 'the bytes of b', 'late.bin': 'late' };
    publishPlain(bench.upstream, 'thing', [{ version: '1', yanked: true, files }]);
    bench.pass(5);
    assert.equal(await bench.fetch('app', 'thing', '1', 'late.bin'), 'late');
    await bench.upstreams.settled();
    for (const repository of ['app', 'store']) {
      const kept = await bench.kept(repository, 'thing', '1');
      assert.deepEqual(
        kept?.assets.map(({ name, blob }) => [name, blob !== null]),
        [
          ['a.bin', true],
          ['b.bin', false],
          ['late.bin', true],
        ],
      );
      assert.notEqual(kept?.revision, before);
      assert.equal(factsOf(kept).yanked, true);
    }
  });

  it('takes in two assets of a new version at once', async () => {
    await using bench = await benchWithThing();
    const [a, b] = await Promise.all(['a.bin', 'b.bin'].map((asset) => bench.fetch('app', 'thing', '1', asset)));
    assert.deepEqual([a, b], ['the bytes of a', 'the bytes of b']);
    await bench.upstreams.settled();
    const kept = await bench.kept('app', 'thing', '1');
    assert.deepEqual(
      kept?.assets.map(({ blob }) => blob !== null),
      [true, true],
    );
    assert.deepEqual(notesOf(kept), ['a.bin', 'b.bin']);
  });

  it('hides what is behind a package that blocks its upstreams, on the paths through its repository', async () => {
    await using bench = await benchWithThing({ chain: { ...threeLevels, web: { upstreams: ['store'] } } });
    await bench.publish('team', 'thing', '0.1', 'ours');
    assert.deepEqual(await bench.shown('app', 'thing'), ['0.1']);
    assert.equal(await bench.open('app', 'thing', '1', 'a.bin'), null);
    assert.equal(await bench.fetch('app', 'thing', '0.1', 'a.bin'), 'ours');
    assert.deepEqual(await bench.shown('web', 'thing'), ['1']);
    assert.equal(await bench.fetch('web', 'thing', '1', 'a.bin'), 'the bytes of a');
    assert.equal(await bench.kept('team', 'thing', '1'), null);
  });

  it('gives the first ingest its origin controls', async () => {
    await using bench = await benchWithThing();
    await bench.fetch('app', 'thing', '1', 'a.bin');
    await bench.upstreams.settled();
    const rows = await bench.database.reader.selectFrom('packages').select(['publish', 'upstream']).execute();
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [
        { publish: 2, upstream: 1 },
        { publish: 2, upstream: 1 },
      ],
    );
  });

  it('reads through two connections in order, past one that fails', async () => {
    await using bench = await benchWithThing({
      chain: { ours: {}, ...threeLevels, app: { upstreams: ['team', 'ours'] } },
    });
    await bench.publish('ours', 'thing', '3', 'ours');
    bench.upstream.lie('*', { kind: 'status', status: 500 });
    const found = await bench.readIndex('app', 'thing');
    assert.deepEqual(
      found?.index.versions.map(({ version }) => version),
      ['3'],
    );
    assert.equal(found?.stale, true);
    assert.equal(await bench.fetch('app', 'thing', '3', 'a.bin'), 'ours');
    await assert.rejects(bench.open('app', 'thing', '4', 'a.bin'), { code: 'InternalServer' });
  });
});

describe('offersVersion', () => {
  it('looks behind the repository, not at it, and takes an outage for an absence', async () => {
    await using bench = await benchWithThing();
    const offers = (repository: string, version: string) =>
      bench.upstreams.offersVersion(bench.where(repository), { namespace: null, name: 'thing' }, version);
    assert.equal(await offers('app', '1.0'), true);
    assert.equal(await offers('app', '2'), false);
    await bench.publish('store', 'other', '5', 'x');
    const other = (repository: string) =>
      bench.upstreams.offersVersion(bench.where(repository), { namespace: null, name: 'Other' }, '5');
    assert.equal(await other('app'), true);
    assert.equal(await other('store'), false);
    bench.upstream.lie('*', { kind: 'status', status: 500 });
    assert.equal(
      await bench.upstreams.offersVersion(bench.where('app'), { namespace: null, name: 'unseen' }, '1'),
      false,
    );
  });
});

describe('listNames', () => {
  it('lists what is kept anywhere in the search order, by key, once', async () => {
    await using bench = await benchWithThing();
    for (const [repository, name] of [
      ['store', 'b'],
      ['team', 'A'],
      ['app', 'c'],
      ['team', 'c'],
      ['store', 'Z'],
    ] as const)
      await bench.publish(repository, name, '1', 'x');
    const names = async (repository: string): Promise<string> =>
      (await Array.fromAsync(bench.upstreams.listNames(bench.where(repository)))).map(({ name }) => name).join(' ');
    assert.equal(await names('app'), 'A b c Z');
    assert.equal(await names('store'), 'b Z');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engineBench } from '../../test/support/engine-bench.ts';
import type { Lie } from '../../test/support/fake-upstream/lies.ts';
import { plainIndexPath, publishPlain } from '../../test/support/fake-upstream/plain-packages.ts';

const file = { 'a.bin': 'bytes' };
const [one, two] = [
  { version: '1', files: file },
  { version: '2', files: file },
];
const path = plainIndexPath('thing');

describe('readIndex through a chain', () => {
  it('shows what the connection two repositories away lists, and nothing of what nobody has', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one, two], { tags: { latest: '2' } });
    const found = await bench.readIndex('app', 'thing');
    assert.deepEqual(
      found?.index.versions.map(({ version }) => version),
      ['1', '2'],
    );
    assert.deepEqual([...(found?.index.tags ?? [])], [['latest', '2']]);
    assert.equal(found?.stale, false);
    assert.equal(await bench.readIndex('app', 'absent'), null);
  });

  it('asks the upstream once for many readers, and not at all for a minute', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await Promise.all(Array.from({ length: 64 }, () => bench.readIndex('app', 'thing')));
    bench.pass(50);
    await bench.readIndex('team', 'thing');
    assert.equal(bench.upstream.count(path), 1);
  });

  it('serves what is a little old, and has the new one the next time', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.shown('app', 'thing');
    publishPlain(bench.upstream, 'thing', [one, two]);
    bench.pass(300);
    assert.deepEqual(await bench.shown('app', 'thing'), ['1']);
    await bench.upstreams.settled();
    assert.deepEqual(await bench.shown('app', 'thing'), ['1', '2']);
    assert.equal(bench.upstream.count(path), 2);
  });

  it('waits for the upstream when the answer is older, or the caller wants it new', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.shown('app', 'thing');
    publishPlain(bench.upstream, 'thing', [one, two]);
    const now = await bench.readIndex('app', 'thing', true);
    assert.equal(now?.index.versions.length, 2);
    publishPlain(bench.upstream, 'thing', [two]);
    bench.pass(601);
    assert.deepEqual(await bench.shown('app', 'thing'), ['2']);
  });

  it("revalidates with the upstream's validators, and by digest where it has none", async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    publishPlain(bench.upstream, 'bare', [one], { index: { validators: false } });
    for (const name of ['thing', 'bare']) {
      await bench.readIndex('app', name);
      await bench.readIndex('app', name, true);
      await bench.readIndex('app', name, true);
    }
    assert.deepEqual(
      bench.upstream.requests.filter((seen) => seen.path === path).map(({ status }) => status),
      [200, 304, 304],
    );
    assert.equal(await bench.countBlobs(), 2, 'one body for each package');
  });

  it('drops bodies that were replaced', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.readIndex('app', 'thing');
    publishPlain(bench.upstream, 'thing', [two]);
    await bench.readIndex('app', 'thing', true);
    assert.equal(await bench.countBlobs(), 1);
  });
});

describe('readIndex of an upstream out of order', () => {
  const lies: readonly (readonly [string, Lie])[] = [
    ['answers 500', { kind: 'status', status: 500 }],
    ['hangs', { kind: 'hang' }],
    ['drips', { kind: 'drip', bytes: 1, everyMilliseconds: 50 }],
    ['cuts its body', { kind: 'cut', afterBytes: 10 }],
    ['shows a sign-in page', { kind: 'html' }],
    ['redirects for ever', { kind: 'redirect-loop' }],
    ['sends a bomb', { kind: 'gzip-bomb', inflatedBytes: 64 * 1024 * 1024 }],
    ['asks for credentials', { kind: 'status', status: 401 }],
    ['wants peace', { kind: 'status', status: 429, retryAfter: '3600' }],
  ];
  for (const [title, lie] of lies)
    it(`serves the older listing, marked as stale, when it ${title}`, async () => {
      await using bench = await engineBench();
      publishPlain(bench.upstream, 'thing', [one]);
      await bench.readIndex('app', 'thing');
      bench.upstream.lie(path, lie);
      bench.pass(3600);
      const found = await bench.readIndex('app', 'thing');
      assert.deepEqual(
        found?.index.versions.map(({ version }) => version),
        ['1'],
      );
      assert.equal(found?.stale, true);
      assert.match(bench.logged.join(), /does not answer; older answers are served/);
      if (lie.kind !== 'hang' && lie.kind !== 'drip') await bench.upstreams.settled();
      bench.upstream.tellTheTruth();
    });

  it('fails rather than say that a package does not exist', async () => {
    await using bench = await engineBench();
    bench.upstream.lie(path, { kind: 'status', status: 502 });
    await assert.rejects(bench.readIndex('app', 'thing'), { code: 'InternalServer', message: /status 502/ });
  });

  it('does not wait again for an upstream that just failed', async () => {
    const patienceMilliseconds = 2000;
    await using bench = await engineBench({ patienceMilliseconds });
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.readIndex('app', 'thing');
    bench.upstream.lie(path, { kind: 'hang' });
    bench.pass(3600);
    const timed = async (): Promise<number> => {
      const started = performance.now();
      assert.equal((await bench.readIndex('app', 'thing'))?.stale, true);
      return performance.now() - started;
    };
    const [first, second] = [await timed(), await timed()];
    assert.ok(first > patienceMilliseconds * 0.9, `${first} ms`);
    assert.ok(second < patienceMilliseconds * 0.9, `${second} ms`);
  });

  it('keeps the last usable listing when a new one cannot be read, and heals', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.readIndex('app', 'thing');
    bench.upstream.put(path, { body: '{"name":"thing","versions":7}' });
    const found = await bench.readIndex('app', 'thing', true);
    assert.deepEqual(
      found?.index.versions.map(({ version }) => version),
      ['1'],
    );
    assert.equal(found?.stale, true);
    const fresh = bench.restart();
    const reading = fresh.readIndex(bench.where('app'), { namespace: null, name: 'thing' });
    await assert.rejects(reading, { code: 'InternalServer', message: /cannot be used: its versions are no list/ });
    publishPlain(bench.upstream, 'thing', [one, two]);
    bench.upstream.lie(path, { kind: 'sticky-304' }, 1);
    const healed = await bench.readIndex('app', 'thing', true);
    assert.equal(healed?.index.versions.length, 2);
  });

  it('asks without validators when 304 is all it gets for nothing', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    bench.upstream.lie(path, { kind: 'sticky-304' }, 1);
    assert.deepEqual(await bench.shown('app', 'thing'), ['1']);
    bench.upstream.lie('/other/index.json', { kind: 'sticky-304' });
    await assert.rejects(bench.readIndex('app', 'other'), { message: /304 to a question without validators/ });
  });

  it('stops believing "unchanged" after a day', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.readIndex('app', 'thing');
    publishPlain(bench.upstream, 'thing', [one, two]);
    bench.upstream.lie(path, { kind: 'sticky-304' }, 1);
    assert.equal((await bench.readIndex('app', 'thing', true))?.index.versions.length, 1);
    bench.pass(25 * 3600);
    assert.deepEqual(await bench.shown('app', 'thing'), ['1', '2']);
    assert.equal(bench.upstream.requests.at(-1)?.headers['if-none-match'], undefined);
  });

  it('fetches a body anew that the store has lost', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'thing', [one]);
    await bench.readIndex('app', 'thing');
    const rows = await bench.database.reader.selectFrom('upstream_replies').select('location').execute();
    for (const { location } of rows) if (location !== null) await bench.blobs.remove(location);
    const again = bench.restart();
    const found = await again.readIndex(bench.where('app'), { namespace: null, name: 'thing' });
    assert.equal(found?.index.versions.length, 1);
    assert.equal(bench.upstream.count(path), 2);
  });
});

describe('readIndex of an absent package', () => {
  it('remembers 404, for longer and longer', async () => {
    await using bench = await engineBench();
    const asks = async (): Promise<number> => {
      assert.equal(await bench.readIndex('app', 'thing'), null);
      return bench.upstream.count(path);
    };
    assert.equal(await asks(), 1);
    assert.equal(await asks(), 1);
    for (const [seconds, count] of [
      [31, 2],
      [25, 2],
      [10, 3],
      [40, 3],
      [30, 4],
    ] as const) {
      bench.pass(seconds);
      assert.equal(await asks(), count, `after ${seconds} s more`);
    }
    publishPlain(bench.upstream, 'thing', [one]);
    assert.deepEqual((await bench.readIndex('app', 'thing', true))?.index.versions.length, 1);
  });

  for (const status of [401, 403, 500])
    it(`never remembers ${status}`, async () => {
      await using bench = await engineBench();
      bench.upstream.lie(path, { kind: 'status', status }, 1);
      await assert.rejects(bench.readIndex('app', 'thing'));
      publishPlain(bench.upstream, 'thing', [one]);
      assert.deepEqual(await bench.shown('app', 'thing'), ['1']);
    });
});

it('takes the answers of another address for old ones', async () => {
  await using bench = await engineBench();
  await using moved = await engineBench();
  publishPlain(bench.upstream, 'thing', [one]);
  publishPlain(moved.upstream, 'thing', [one, two]);
  await bench.readIndex('app', 'thing');
  const connection = { name: 'custom:fake', format: 'plain', url: moved.upstream.url, credentials: null };
  await using elsewhere = await engineBench({
    database: bench.database,
    blobs: bench.blobs,
    connections: new Map([['custom:fake', connection]]),
  });
  const found = await elsewhere.upstreams.readIndex(bench.where('app'), { namespace: null, name: 'thing' });
  assert.equal(found?.index.versions.length, 2);
  assert.equal(moved.upstream.requests[0]?.headers['if-none-match'], undefined);
});

describe('lookAgain of an index', () => {
  const warm = async (bench: Awaited<ReturnType<typeof engineBench>>) => {
    publishPlain(bench.upstream, 'thing', [one]);
    const found = await bench.readIndex('app', 'thing');
    assert.ok(found);
    return found;
  };

  it('says that nothing changed without asking the upstream, until what it said is old', async () => {
    await using bench = await engineBench();
    const found = await warm(bench);
    assert.deepEqual(await found.lookAgain(), { stale: false });
    assert.equal(bench.upstream.count(path), 1);
    bench.pass(300);
    assert.deepEqual(await found.lookAgain(), { stale: false });
    await bench.upstreams.settled();
    assert.equal(bench.upstream.count(path), 2);
  });

  it('tells another answer from the one that was read, and names it otherwise', async () => {
    await using bench = await engineBench();
    const found = await warm(bench);
    publishPlain(bench.upstream, 'thing', [one, two]);
    bench.pass(300);
    await found.lookAgain();
    await bench.upstreams.settled();
    assert.equal(await found.lookAgain(), null);
    const newer = await bench.readIndex('app', 'thing');
    assert.notDeepEqual(newer?.sources, found.sources);
    assert.deepEqual(await newer?.lookAgain(), { stale: false });
  });

  it('tells that an upstream does not answer, or that an older listing stands in for what it says', async () => {
    await using bench = await engineBench();
    const found = await warm(bench);
    bench.upstream.lie(path, { kind: 'status', status: 500 });
    bench.pass(3600);
    assert.deepEqual(await found.lookAgain(), { stale: true });
    bench.upstream.tellTheTruth();
    bench.upstream.put(path, { body: '{"name":"thing","versions":7}' });
    bench.pass(3600);
    const older = await bench.readIndex('app', 'thing');
    assert.deepEqual(await older?.lookAgain(), { stale: true });
    assert.notDeepEqual(older?.sources, found.sources);
  });
});

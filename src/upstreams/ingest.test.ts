import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineBench } from '../../test/support/engine-bench.ts';
import { plainFilePath, publishPlain } from '../../test/support/fake-upstream/plain-packages.ts';
import type { FoundAsset } from './upstreams.ts';

const path = plainFilePath('large', '1', 'a.bin');
const body = randomBytes(20 * 1024 * 1024);
const sha256 = createHash('sha256').update(body).digest('hex');

/** Reads all, with a pause after every so many bytes. */
async function hashOf(
  found: FoundAsset | null,
  pause: { everyBytes: number; milliseconds: number } | null,
): Promise<string> {
  assert.ok(found);
  const hash = createHash('sha256');
  let unpaused = 0;
  for await (const chunk of found.open()) {
    hash.update(chunk as Buffer);
    unpaused += (chunk as Buffer).length;
    if (pause === null || unpaused < pause.everyBytes) continue;
    unpaused = 0;
    await sleep(pause.milliseconds);
  }
  return hash.digest('hex');
}

const slowly = { everyBytes: 4 * 1024 * 1024, milliseconds: 60 };

describe('ingests of a large asset', () => {
  it('streams to a slow client, a fast one and one that comes late, from one request', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'large', [{ version: '1', files: { 'a.bin': body } }]);
    const open = () => bench.open('app', 'large', '1', 'a.bin');
    const reading = [hashOf(await open(), slowly), hashOf(await open(), null)];
    await sleep(100);
    reading.push(hashOf(await open(), null));
    assert.deepEqual(await Promise.all(reading), [sha256, sha256, sha256]);
    assert.equal(bench.upstream.count(path), 1);
  });

  it('gives a late client a stream of its own when the ingest takes long', async () => {
    await using bench = await engineBench({ catchUpMilliseconds: 100 });
    publishPlain(bench.upstream, 'large', [{ version: '1', files: { 'a.bin': body } }]);
    bench.upstream.lie(path, { kind: 'drip', bytes: 1024 * 1024, everyMilliseconds: 150 }, 1);
    const first = hashOf(await bench.open('app', 'large', '1', 'a.bin'), null);
    await sleep(1_700);
    const late = await bench.open('app', 'large', '1', 'a.bin');
    const started = performance.now();
    assert.equal(await hashOf(late, null), sha256);
    assert.ok(performance.now() - started < 1_000, 'it did not wait for the end of the first');
    assert.equal(await first, sha256);
    assert.equal(bench.upstream.count(path), 2);
  });

  it('keeps its pace when the only client stands still', async () => {
    await using bench = await engineBench();
    publishPlain(bench.upstream, 'large', [{ version: '1', files: { 'a.bin': body } }]);
    const found = await bench.open('app', 'large', '1', 'a.bin');
    const standing = found?.open()[Symbol.asyncIterator]();
    await standing?.next();
    await bench.upstreams.settled();
    assert.notEqual((await bench.kept('app', 'large', '1'))?.assets[0]?.blob, null);
    await standing?.return?.();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentOf } from './expectations.ts';
import { type FaultyServer, startFaultyServer } from './faulty-server.ts';
import { checkStore } from './final-check.ts';
import type { Failure } from './plan.ts';
import { look, type Target, targetOf } from './workload.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function put({ endpoint, authorization }: Target, path: string, bytes: string): Promise<Answer> {
  const url = new URL(path, endpoint);
  const response = await fetch(url, { method: 'PUT', headers: { authorization }, body: bytes });
  return { status: response.status, text: await response.text() };
}

/** A server with one asset, to which the failure is about to happen. */
async function startFailing(failure: Failure): Promise<{ faulty: FaultyServer; target: Target }> {
  const faulty = await startFaultyServer({ repositories: { app: [] } });
  const target = await targetOf(faulty.server);
  assert.equal((await put(target, 'acme/kept/1/a', 'kept')).status, 201);
  await faulty.restart({ fail: failure });
  faulty.arm();
  return { faulty, target };
}

async function assertSound(
  faulty: FaultyServer,
  target: Target,
  acknowledged: ReadonlyMap<string, string>,
): Promise<void> {
  await faulty.restart({});
  for (const [path, bytes] of acknowledged) assert.equal(await look(target, path), contentOf(Buffer.from(bytes)), path);
  await faulty.server.stop();
  assert.deepEqual(await checkStore({ COFFER_DATA_DIR: faulty.server.dataDir }), []);
}

const times = 3;

describe('a full disk', () => {
  const small = ['open-blob', 'write-blob', 'sync-blob', 'make-slot'] as const;
  const large = ['open-staging', 'write-staging', 'sync-staging', 'place'] as const;
  for (const step of [...small, ...large])
    it(`at ${step} refuses publishers with a reason, serves readers, and is over when there is space`, async () => {
      const { faulty, target } = await startFailing({ step, code: 'ENOSPC', nth: 1, times });
      await using _ = faulty;
      const acknowledged = new Map([['acme/kept/1/a', 'kept']]);
      const isLarge = large.some((one) => one === step);
      const bytes = (i: number): string => `bytes ${i}`.repeat(isLarge ? 50_000 : 1);
      for (let i = 1; i <= times; i++) {
        const path = `acme/tool/${i}/a`;
        const refused = await put(target, path, bytes(i));
        assert.equal(refused.status, 500);
        assert.match(refused.text, /disk of the blob store .* is full: nothing was stored/);
        assert.equal(await look(target, path), null);
        assert.equal(await look(target, 'acme/kept/1/a'), contentOf(Buffer.from('kept')));
      }
      for (let i = 1; i <= times; i++) {
        assert.equal((await put(target, `acme/tool/${i}/a`, bytes(i))).status, 201);
        acknowledged.set(`acme/tool/${i}/a`, bytes(i));
      }
      await assertSound(faulty, target, acknowledged);
    });

  it('of the database refuses publishers, serves readers, and is over when there is space', async () => {
    const { faulty, target } = await startFailing({ step: 'begin', code: 'ENOSPC', nth: 1, times: 150 });
    await using _ = faulty;
    const acknowledged = new Map([['acme/kept/1/a', 'kept']]);
    let refused = 0;
    let isOver = false;
    for (let i = 0; i < 400 && !isOver; i++) {
      const [path, bytes] = [`acme/tool/${i}/a`, `bytes ${i}`];
      const { status } = await put(target, path, bytes);
      if (status === 201) acknowledged.set(path, bytes);
      else {
        assert.equal(status, 500);
        assert.equal(await look(target, path), null);
        refused++;
      }
      assert.equal(await look(target, 'acme/kept/1/a'), contentOf(Buffer.from('kept')));
      isOver = refused > 0 && status === 201;
    }
    assert.ok(isOver, `${refused} were refused`);
    await assertSound(faulty, target, acknowledged);
  });
});

describe('a disk that fails', () => {
  it('to sync a file loses the one upload that it was told of', async () => {
    const { faulty, target } = await startFailing({ step: 'sync-blob', code: 'EIO', nth: 1, times: 1 });
    await using _ = faulty;
    assert.equal((await put(target, 'acme/tool/1/a', 'bytes')).status, 500);
    assert.equal((await put(target, 'acme/tool/1/a', 'bytes')).status, 201);
    await assertSound(faulty, target, new Map([['acme/tool/1/a', 'bytes']]));
  });

  it('to sync a folder is not believed again until the server starts anew', async () => {
    const { faulty, target } = await startFailing({ step: 'sync-slot', code: 'EIO', nth: 1, times: 1 });
    await using _ = faulty;
    for (let i = 0; i < 2; i++) assert.equal((await put(target, 'acme/tool/1/a', 'bytes')).status, 500);
    assert.equal(await look(target, 'acme/tool/1/a'), null);
    await faulty.restart({});
    assert.equal((await put(target, 'acme/tool/1/a', 'bytes')).status, 201);
    await assertSound(faulty, target, new Map([['acme/tool/1/a', 'bytes']]));
  });
});

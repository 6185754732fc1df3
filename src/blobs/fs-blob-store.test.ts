import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../kernel/clock.ts';
import { readBytes } from '../kernel/streams.ts';
import { BlobDamagedError, BlobMissingError, type BlobRef, smallBlobBytes } from './blob-store.ts';
import { describeBlobStore } from './contract/blob-store-contract.ts';
import { type ScratchFsStore, scratchFsStore, scratchKeys } from './contract/scratch-fs-store.ts';
import { frameBytes, frameTagBytes, headerBytes } from './encryption/frame-layout.ts';
import { openFsBlobStore } from './fs-blob-store.ts';
import { createRecentBlobs } from './recent-blobs.ts';
import { syncDirectory } from './sync-directory.ts';

describeBlobStore('the encrypted blob store in files', () => scratchFsStore(true));
describeBlobStore('the plain blob store in files', () => scratchFsStore(false));

let scratch: ScratchFsStore;
const maxBytes = 2 ** 30;
const source = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};
const put = async (bytes: Uint8Array, domainId = 1): Promise<BlobRef> => {
  const staged = await scratch.store.stage(domainId, source(bytes), { maxBytes });
  return { ...(await staged.commit()), domainId, sizeBytes: bytes.length };
};
const read = (blob: BlobRef): Promise<Buffer> => readBytes(scratch.store.open(blob), maxBytes);
const pathOf = (blob: BlobRef): string => join(scratch.root, blob.location);
const files = (): string[] =>
  globSync('**/*', { cwd: scratch.root })
    .filter((path) => statSync(join(scratch.root, path)).isFile())
    .sort();

describe('the files of the store', () => {
  beforeEach(async () => {
    scratch = await scratchFsStore(true);
  });
  afterEach(() => scratch.close());

  it('are named by domain, time and digest, for their owner alone, and hold nothing readable', async () => {
    const bytes = Buffer.from('plain text '.repeat(100));
    const blob = await put(bytes);
    assert.match(blob.location, /^1\/20260601\/1230\/[0-9a-f]{64}\.[0-9a-f]{16}$/);
    assert.deepEqual(files(), [blob.location]);
    assert.equal(statSync(pathOf(blob)).mode & 0o777, 0o600);
    assert.equal(readFileSync(pathOf(blob)).includes('plain'), false);
    assert.equal(blob.wrappedKey?.length, 64);
  });

  it('leave nothing behind when staging fails, small or large', async () => {
    for (const size of [100, 2_000_000]) {
      const expected = { sha1: '0'.repeat(40) };
      await assert.rejects(scratch.store.stage(1, source(randomBytes(size)), { maxBytes, expected }));
      await assert.rejects(scratch.store.stage(1, source(randomBytes(size)), { maxBytes: 50 }));
      const late = async function* (): AsyncGenerator<Uint8Array> {
        yield randomBytes(size);
        yield randomBytes(size);
      };
      await assert.rejects(scratch.store.stage(1, late(), { maxBytes: 2 * size - 1 }));
      await (await scratch.store.stage(1, source(randomBytes(size)), { maxBytes })).discard();
    }
    assert.deepEqual(files(), []);
  });

  it('lose their empty folders once no commit can come there', async () => {
    const [one, two] = [await put(randomBytes(5)), await put(randomBytes(5))];
    scratch.passMinutes(90);
    await scratch.store.remove(one.location);
    assert.deepEqual(files(), [two.location]);
    await scratch.store.remove(two.location);
    assert.deepEqual(globSync('1/*', { cwd: scratch.root }), []);
  });

  it('that nobody finished are removed by age', async () => {
    await scratch.store.stage(1, source(randomBytes(2 * smallBlobBytes)), { maxBytes });
    const staged = await scratch.store.stage(1, source(randomBytes(2 * smallBlobBytes)), { maxBytes });
    const [old] = files();
    utimesSync(join(scratch.root, old ?? ''), new Date(1000), new Date(1000));
    assert.equal(await scratch.store.removeAbandoned(new Date(Date.now() - 3_600_000)), 1);
    assert.equal(files().length, 1);
    await staged.discard();
  });

  it('are not made before a small blob is committed', async () => {
    const staged = await scratch.store.stage(1, source(randomBytes(5)), { maxBytes });
    assert.deepEqual(files(), []);
    const { location } = await staged.commit();
    assert.deepEqual(files(), [location]);
  });

  it('outside the store are never reached', async () => {
    writeFileSync(join(scratch.root, 'secret'), 'secret');
    for (const location of ['secret', '../blobs/secret', '1/../secret', '', '1/20260601/1230/../../../secret']) {
      await assert.rejects(read({ location, domainId: 1, sizeBytes: 6, wrappedKey: null }), BlobMissingError);
      await scratch.store.remove(location);
    }
    assert.deepEqual(files(), ['secret']);
  });

  it('stay readable after encryption is turned off, and new ones are plain', async () => {
    const keys = scratchKeys();
    const open = (encrypt: boolean) => openFsBlobStore({ root: scratch.root, clock: systemClock, keys, encrypt });
    const store = await open(true);
    const bytes = randomBytes(1000);
    const sealed = await (await store.stage(1, source(bytes), { maxBytes })).commit();
    const later = await open(false);
    const plain = await (await later.stage(1, source(bytes), { maxBytes })).commit();
    assert.equal(plain.wrappedKey, null);
    assert.deepEqual(readFileSync(join(scratch.root, plain.location)), bytes);
    for (const blob of [sealed, plain])
      assert.deepEqual(await later.readSmall({ ...blob, domainId: 1, sizeBytes: 1000 }), bytes);
    await Promise.all([store.close(), later.close()]);
  });
});

describe('a damaged blob', () => {
  beforeEach(async () => {
    scratch = await scratchFsStore(true);
  });
  afterEach(() => scratch.close());

  const sealedFrame = frameBytes + frameTagBytes;
  const flip =
    (at: number) =>
    (file: Buffer): Buffer => {
      file[at] = (file[at] ?? 0) ^ 4;
      return file;
    };
  const damages: [name: string, size: number, damage: (file: Buffer) => Buffer][] = [
    ['with a bit flipped', 500, flip(300)],
    ['with its tag changed', 500, flip(128 + 500 + 3)],
    ['with the nonce in its header edited', 500, flip(6)],
    ['with unused bytes of its header edited', 500, flip(127)],
    ['with another magic', 500, flip(0)],
    ['cut by a byte', 500, (file) => file.subarray(0, -1)],
    ['cut to nothing', 500, () => Buffer.alloc(0)],
    ['with a byte appended', 500, (file) => Buffer.concat([file, Buffer.of(0)])],
    ['cut between frames', 3 * frameBytes, (file) => file.subarray(0, headerBytes + 2 * sealedFrame)],
    [
      'with frames swapped',
      3 * frameBytes,
      (file) => {
        const frame = (i: number): Buffer =>
          file.subarray(headerBytes + i * sealedFrame, headerBytes + (i + 1) * sealedFrame);
        return Buffer.concat([file.subarray(0, headerBytes), frame(1), frame(0), frame(2)]);
      },
    ],
  ];
  for (const [name, size, damage] of damages)
    it(`${name} is refused, naming its location`, async () => {
      const blob = await put(randomBytes(size));
      writeFileSync(pathOf(blob), damage(readFileSync(pathOf(blob))));
      const isNamed = (error: unknown): boolean =>
        error instanceof BlobDamagedError && error.location === blob.location && error.message.includes(blob.location);
      await assert.rejects(read(blob), isNamed);
      if (size === 500) await assert.rejects(async () => scratch.store.readSmall(blob), isNamed);
    });

  it('that is another blob of the same domain is refused', async () => {
    const [one, two] = [await put(randomBytes(500)), await put(randomBytes(500))];
    writeFileSync(pathOf(one), readFileSync(pathOf(two)));
    await assert.rejects(read(one), BlobDamagedError);
    await assert.rejects(read({ ...one, wrappedKey: two.wrappedKey }), BlobDamagedError);
  });

  it('gives out the whole frames before the damage, and no byte of it', async () => {
    const bytes = randomBytes(3 * frameBytes);
    const blob = await put(bytes);
    const file = readFileSync(pathOf(blob));
    const at = headerBytes + sealedFrame + 1000;
    file[at] = (file[at] ?? 0) ^ 1;
    writeFileSync(pathOf(blob), file);
    const got: Buffer[] = [];
    await assert.rejects(async () => {
      for await (const chunk of scratch.store.open(blob)) got.push(chunk as Buffer);
    }, BlobDamagedError);
    assert.deepEqual(Buffer.concat(got), bytes.subarray(0, frameBytes));
  });
});

describe('a small blob that was read lately', () => {
  beforeEach(async () => {
    scratch = await scratchFsStore(true);
  });
  afterEach(() => scratch.close());

  it('is at hand without its file, until it is removed', async () => {
    const bytes = randomBytes(2000);
    const blob = await put(bytes);
    assert.deepEqual(await scratch.store.readSmall(blob), bytes);
    rmSync(pathOf(blob));
    assert.deepEqual(scratch.store.readSmall(blob), bytes);
    assert.deepEqual(await readBytes(scratch.store.open(blob, { start: 5, end: 9 }), 10), bytes.subarray(5, 10));
    await scratch.store.remove(blob.location);
    await assert.rejects(async () => scratch.store.readSmall(blob), BlobMissingError);
  });

  it('makes room for others within the budget', async () => {
    const loads: string[] = [];
    const recent = createRecentBlobs(10_000, async ({ location, sizeBytes }) => {
      loads.push(location);
      return Buffer.alloc(sizeBytes);
    });
    const blob = (location: string, sizeBytes: number): BlobRef => ({
      location,
      sizeBytes,
      domainId: 1,
      wrappedKey: null,
    });
    for (const name of ['a', 'b', 'a', 'large', 'large']) await recent.read(blob(name, name === 'large' ? 5000 : 100));
    assert.deepEqual(loads, ['a', 'b', 'large', 'large']);
    for (let i = 0; i < 30; i++) await recent.read(blob(`other ${i}`, 100));
    await recent.read(blob('a', 100));
    assert.equal(loads.at(-1), 'a');
  });
});

describe('durability', () => {
  const eio = (): Error => Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });

  it('is shared: commits at once need few syncs of their folder', async () => {
    const synced: string[] = [];
    scratch = await scratchFsStore(true, async (path) => {
      synced.push(path);
      await sleep(20);
      await syncDirectory(path);
    });
    await put(randomBytes(10));
    const staged = await Promise.all(
      Array.from({ length: 40 }, () => scratch.store.stage(1, source(randomBytes(10)), { maxBytes })),
    );
    synced.length = 0;
    await Promise.all(staged.map((file) => file.commit()));
    assert.ok(synced.length <= 4, `${synced.length} syncs`);
    assert.ok(synced.every((path) => path.endsWith('1/20260601/1230')));
    await scratch.close();
  });

  it('is never acknowledged when a sync fails, nor by asking again', async () => {
    let broken = false;
    scratch = await scratchFsStore(true, async (path) => {
      if (broken) throw eio();
      await syncDirectory(path);
    });
    await put(randomBytes(10));
    broken = true;
    const staged = await scratch.store.stage(1, source(randomBytes(10)), { maxBytes });
    await assert.rejects(staged.commit(), /EIO/);
    broken = false;
    await assert.rejects(staged.commit(), /EIO/);
    await assert.rejects(put(randomBytes(10)), /EIO/, 'the folder is not trusted again');
    scratch.passMinutes(10);
    await put(randomBytes(10));
    await scratch.close();
  });
});

describe('a large blob', () => {
  after(() => scratch.close());

  it('is staged and read without holding up the event loop', async () => {
    scratch = await scratchFsStore(true);
    const chunk = randomBytes(64 * 1024);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 1600; i++) yield chunk;
    };
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 2);
    const staged = await scratch.store.stage(1, stream(), { maxBytes });
    assert.equal(staged.sizeBytes, 1600 * chunk.length);
    clearInterval(timer);
    // The promise is 50 ms; the rest is room for a busy machine.
    assert.ok(longest < 150, `${longest} ms`);
    const blob: BlobRef = { ...(await staged.commit()), domainId: 1, sizeBytes: staged.sizeBytes };
    let at = 0;
    for await (const piece of scratch.store.open(blob)) at += (piece as Buffer).length;
    assert.equal(at, staged.sizeBytes);
  });
});

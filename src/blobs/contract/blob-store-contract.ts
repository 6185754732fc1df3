import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { readBytes } from '../../kernel/streams.ts';
import { digestsOf } from '../../model/digests.ts';
import { BlobMissingError, type BlobRef, type BlobStore, type StagedFile, smallBlobBytes } from '../blob-store.ts';

/** A store of the kind under test, empty, and how to take it away. */
export interface StoreUnderTest {
  readonly store: BlobStore;
  /** Lets time pass for it. */
  passMinutes(minutes: number): void;
  now(): Date;
  close(): Promise<void>;
}

const domainId = 7;
const maxBytes = 64 * 1024 * 1024;

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const all = (stream: Readable): Promise<Buffer> => readBytes(stream, maxBytes);

const isRegistryError =
  (code: string, ...words: string[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof RegistryError, String(error));
    assert.equal(error.code, code);
    for (const word of words) assert.ok(error.message.includes(word), error.message);
    return true;
  };

/** What every blob store promises. */
export function describeBlobStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the contract of ${name}`, () => {
    let under: StoreUnderTest;
    let store: BlobStore;
    before(async () => {
      under = await make();
      store = under.store;
    });
    after(() => under.close());

    const stage = (bytes: Uint8Array, chunk = 50_000): Promise<StagedFile> =>
      store.stage(domainId, inChunks(bytes, chunk), { maxBytes });
    const put = async (bytes: Uint8Array): Promise<BlobRef> => {
      const staged = await stage(bytes);
      return { ...(await staged.commit()), domainId, sizeBytes: staged.sizeBytes };
    };
    const listed = async (olderThan: Date): Promise<string[]> => Array.fromAsync(store.list(olderThan));

    const sizes = [0, 1, 5000, smallBlobBytes - 1, smallBlobBytes, smallBlobBytes + 1, 2 * smallBlobBytes, 3_000_017];
    for (const size of sizes)
      it(`gives ${size} bytes back as they came, with their digests`, async () => {
        const bytes = randomBytes(size);
        const staged = await stage(bytes);
        assert.equal(staged.sizeBytes, size);
        assert.deepEqual(staged.digests, digestsOf(bytes));
        assert.deepEqual(await all(staged.open()), bytes);
        const blob: BlobRef = { ...(await staged.commit()), domainId, sizeBytes: size };
        assert.deepEqual(await all(store.open(blob)), bytes);
        assert.deepEqual(await all(staged.open()), bytes, 'also through the staged file');
        if (size <= smallBlobBytes) assert.deepEqual(Buffer.from(await store.readSmall(blob)), bytes);
      });

    it('gives 200 random ranges as the plain bytes have them', async () => {
      const bytes = randomBytes(5 * smallBlobBytes + 1234);
      const staged = await stage(bytes);
      const blob: BlobRef = { ...(await staged.commit()), domainId, sizeBytes: bytes.length };
      for (let i = 0; i < 200; i++) {
        const start = Math.floor(Math.random() * bytes.length);
        const end =
          start + Math.floor(Math.random() * Math.min(bytes.length - start, i % 2 === 0 ? 2000 : bytes.length));
        assert.deepEqual(
          await all(store.open(blob, { start, end })),
          bytes.subarray(start, end + 1),
          `${start}-${end}`,
        );
      }
      const small = await put(bytes.subarray(0, 1000));
      assert.deepEqual(await all(store.open(small, { start: 10, end: 10 })), bytes.subarray(10, 11));
      assert.throws(() => store.open(small, { start: 0, end: 1000 }), RangeError);
      assert.throws(() => store.open(small, { start: 5, end: 4 }), RangeError);
    });

    it('takes chunks of any size', async () => {
      const bytes = randomBytes(smallBlobBytes + 70_000);
      for (const chunk of [997, smallBlobBytes, bytes.length]) {
        const staged = await stage(bytes, chunk);
        assert.deepEqual(staged.digests, digestsOf(bytes));
        assert.deepEqual(await all(staged.open()), bytes);
      }
    });

    it('never uses a location twice, and answers the same one when asked again', async () => {
      const bytes = randomBytes(100);
      const [one, two] = [await stage(bytes), await stage(bytes)];
      const { location } = await one.commit();
      assert.equal((await one.commit()).location, location);
      assert.notEqual((await two.commit()).location, location);
    });

    for (const size of [5000, smallBlobBytes * 3]) {
      it(`refuses ${size} bytes where fewer are allowed, and leaves the stream alone`, async () => {
        const stream = Readable.from(inChunks(randomBytes(size), 4000));
        await assert.rejects(
          store.stage(domainId, stream, { maxBytes: size - 1 }),
          isRegistryError('ServiceQuotaExceeded', String(size - 1)),
        );
        assert.equal(stream.destroyed, false);
      });

      it(`refuses ${size} bytes that have another digest than promised, naming both`, async () => {
        const bytes = randomBytes(size);
        const wrong = 'ab'.repeat(32);
        const expected = { sha1: digestsOf(bytes).sha1, sha256: wrong };
        await assert.rejects(
          store.stage(domainId, inChunks(bytes, 9000), { maxBytes, expected }),
          isRegistryError('Validation', 'sha256', wrong, digestsOf(bytes).sha256),
        );
        const right = { sha512: digestsOf(bytes).sha512.toUpperCase(), md5: digestsOf(bytes).md5 };
        await (await store.stage(domainId, inChunks(bytes, 9000), { maxBytes, expected: right })).discard();
      });

      it(`passes on the failure of a source after ${size} bytes`, async () => {
        const failing = async function* (): AsyncGenerator<Uint8Array> {
          yield randomBytes(size);
          throw new Error('the source broke');
        };
        await assert.rejects(store.stage(domainId, failing(), { maxBytes }), /the source broke/);
      });
    }

    it('forgets what is discarded, unless it was committed', async () => {
      const committed = await stage(randomBytes(10));
      const blob: BlobRef = { ...(await committed.commit()), domainId, sizeBytes: 10 };
      await committed.discard();
      assert.equal((await all(store.open(blob))).length, 10);
      const discarded = await stage(randomBytes(10));
      await discarded.discard();
      await discarded.discard();
      await assert.rejects(discarded.commit());
    });

    it('fails with BlobMissingError after remove, which may be repeated', async () => {
      for (const size of [10, smallBlobBytes * 2]) {
        const blob = await put(randomBytes(size));
        await store.remove(blob.location);
        await store.remove(blob.location);
        await assert.rejects(all(store.open(blob)), BlobMissingError);
        await assert.rejects(async () => store.readSmall({ ...blob, sizeBytes: 10 }), BlobMissingError);
      }
    });

    it('lists what is old enough, and nothing younger', async () => {
      const blob = await put(randomBytes(10));
      assert.equal((await listed(under.now())).includes(blob.location), false);
      under.passMinutes(25);
      const younger = await put(randomBytes(10));
      const locations = await listed(under.now());
      assert.ok(locations.includes(blob.location));
      assert.equal(locations.includes(younger.location), false);
      await store.remove(blob.location);
      assert.equal((await listed(under.now())).includes(blob.location), false);
    });

    it('says that it can be written', () => store.check());

    it('stages, reads and commits many at once', async () => {
      const contents = Array.from({ length: 24 }, (_, i) =>
        randomBytes(i % 3 === 0 ? smallBlobBytes + 5000 * i : 100 * i),
      );
      await Promise.all(
        contents.map(async (bytes) => {
          const staged = await stage(bytes);
          const [location, read] = await Promise.all([staged.commit(), all(staged.open())]);
          assert.deepEqual(read, bytes);
          assert.deepEqual(await all(store.open({ ...location, domainId, sizeBytes: bytes.length })), bytes);
        }),
      );
    });
  });
}

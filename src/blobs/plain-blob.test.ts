import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { BlobDamagedError, type BlobRef } from './blob-store.ts';
import { type ScratchFsStore, scratchFsStore } from './contract/scratch-fs-store.ts';

describe('a damaged blob that is not encrypted', () => {
  let scratch: ScratchFsStore;
  before(async () => {
    scratch = await scratchFsStore(false);
  });
  after(() => scratch.close());

  const put = async (bytes: Buffer): Promise<BlobRef> => {
    const staged = await scratch.store.stage(1, [bytes] as never, { maxBytes: bytes.length });
    return { ...(await staged.commit()), domainId: 1, sizeBytes: bytes.length };
  };
  const flip = ({ location }: BlobRef, at: number): void => {
    const file = readFileSync(join(scratch.root, location));
    file[at] = (file[at] ?? 0) ^ 1;
    writeFileSync(join(scratch.root, location), file);
  };

  for (const at of [0, 399_999])
    it(`is refused by its digest before its last bytes are given out (byte ${at} of many)`, async () => {
      const bytes = randomBytes(400_000);
      const blob = await put(bytes);
      assert.deepEqual(await buffer(scratch.store.open(blob)), bytes);
      flip(blob, at);
      let got = 0;
      await assert.rejects(
        async () => {
          for await (const chunk of scratch.store.open(blob)) got += chunk.length;
        },
        (error: unknown) => error instanceof BlobDamagedError && /has|have/.test(error.message),
      );
      assert.ok(got < bytes.length, `${got} bytes were given out`);
    });

  it('is refused whole and in parts when it is small', async () => {
    const blob = await put(randomBytes(2000));
    flip(blob, 1000);
    await assert.rejects(buffer(scratch.store.open(blob)), BlobDamagedError);
    await assert.rejects(buffer(scratch.store.open(blob, { start: 0, end: 9 })), BlobDamagedError);
    await assert.rejects(async () => scratch.store.readSmall(blob), BlobDamagedError);
  });
});

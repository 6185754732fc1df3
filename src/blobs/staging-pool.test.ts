import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { digestsOf } from '../model/digests.ts';
import { createStagingPool, type StagingPool } from './staging-pool.ts';

let folder: string;
let pool: StagingPool;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-staging-'));
  pool = createStagingPool(2);
});
after(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a staging thread', () => {
  it('writes many files at once, each with its own bytes and digests', async () => {
    const contents = Array.from({ length: 8 }, (_, i) => randomBytes(700_001 * (i + 1)));
    await Promise.all(
      contents.map(async (bytes, i) => {
        const path = join(folder, `many-${i}`);
        const file = pool.open(path, null);
        for (let at = 0; at < bytes.length; at += 65_536) await file.write(bytes.subarray(at, at + 65_536));
        assert.deepEqual(await file.finish(), { sizeBytes: bytes.length, digests: digestsOf(bytes) });
        assert.deepEqual(readFileSync(path), bytes);
      }),
    );
  });

  it('leaves the bytes that it was given to their owner', async () => {
    const bytes = randomBytes(3 * 1024 * 1024);
    const copy = Buffer.from(bytes);
    const file = pool.open(join(folder, 'owner'), null);
    await file.write(bytes);
    await file.finish();
    assert.deepEqual(bytes, copy);
  });

  it('tells why a file cannot be written, and takes others', async () => {
    const path = join(folder, 'there');
    writeFileSync(path, 'already');
    const file = pool.open(path, null);
    await file.write(randomBytes(10));
    await assert.rejects(file.finish(), { code: 'EEXIST', syscall: 'open' });
    await file.abort();
    assert.equal(readFileSync(path, 'utf8'), 'already', 'it removes no file that is not its own');
    const lost = pool.open(join(folder, 'nowhere', 'x'), null);
    await assert.rejects(
      async () => {
        for (let i = 0; i < 20; i++) await lost.write(Buffer.alloc(1024 * 1024));
      },
      { code: 'ENOENT' },
    );
    await lost.abort();
    const next = pool.open(join(folder, 'next'), null);
    assert.equal((await next.finish()).sizeBytes, 0);
  });

  it('removes the file that is aborted, at whatever point', async () => {
    for (const writes of [0, 1, 9]) {
      const path = join(folder, `aborted-${writes}`);
      const file = pool.open(path, null);
      for (let i = 0; i < writes; i++) await file.write(randomBytes(1024 * 1024));
      if (writes === 9) await file.finish();
      await file.abort();
      assert.equal(existsSync(path), false);
    }
  });

  it('that is ended fails its files, and another one takes its place', async () => {
    const ending = createStagingPool(1);
    const path = join(folder, 'ended');
    const file = ending.open(path, null);
    await file.write(randomBytes(2 * 1024 * 1024));
    const finishing = file.finish();
    await Promise.all([assert.rejects(finishing, /ended before its files did/), ending.close()]);
    await file.abort();
    assert.equal(readdirSync(folder).includes('ended'), false);
    const again = ending.open(path, null);
    await again.write(randomBytes(100));
    assert.equal((await again.finish()).sizeBytes, 100);
    await ending.close();
  });
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { writeNewFile } from './write-new-file.ts';

const bytes = Buffer.from('bytes of a small blob');

const freshPath = async (): Promise<string> => join(await temporaryFolder('new-file'), 'blob');

describe('writeNewFile', () => {
  it('has the name synced as soon as there is one, and ends when both are on disk', async () => {
    const path = await freshPath();
    const naming = Promise.withResolvers<void>();
    let ended = false;
    const writing = writeNewFile(path, bytes, () => {
      assert.ok(existsSync(path), 'there is something to sync');
      return naming.promise;
    }).then(() => {
      ended = true;
    });
    while (!existsSync(path) || (await readFile(path)).length < bytes.length) await sleep(1);
    await sleep(20);
    assert.equal(ended, false, 'the name is not on disk yet');
    naming.resolve();
    await writing;
    assert.deepEqual(await readFile(path), bytes);
  });

  it('leaves nothing behind when the name cannot be synced', async () => {
    const path = await freshPath();
    await assert.rejects(
      writeNewFile(path, bytes, () => Promise.reject(new Error('EIO: i/o error, fsync'))),
      /EIO/,
    );
    assert.equal(existsSync(path), false);
  });

  it('never touches a file that is there', async () => {
    const path = await freshPath();
    await writeFile(path, 'of somebody else');
    const never = (): Promise<void> => assert.fail('there is no new name');
    await assert.rejects(writeNewFile(path, bytes, never), { code: 'EEXIST' });
    assert.equal(await readFile(path, 'utf8'), 'of somebody else');
  });
});

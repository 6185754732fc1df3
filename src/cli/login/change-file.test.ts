import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SettingsError } from '../../config/settings.ts';
import { planChange } from './change-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffer-change-'));
});
after(() => rm(folder, { recursive: true }));

const add = (text: string): string => `${text}added\n`;

async function change(name: string, secret = true, apply = add): Promise<string> {
  const path = join(folder, name);
  await (await planChange({ path, secret, apply })).make();
  return path;
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('changing a file', () => {
  it('makes it and its folders, for its owner alone where it is secret', async () => {
    assert.equal(await modeOf(await change('a/b/secret')), 0o600);
    assert.equal(await modeOf(join(folder, 'a')), 0o700);
    assert.equal(await modeOf(await change('a/plain', false)), 0o644);
    assert.deepEqual((await readdir(join(folder, 'a'))).sort(), ['b', 'plain']);
  });

  it('narrows the mode of a file that becomes secret, and keeps that of any other', async () => {
    for (const name of ['open', 'kept']) await writeFile(join(folder, name), 'x\n');
    await chmod(join(folder, 'kept'), 0o640);
    assert.equal(await modeOf(await change('open')), 0o600);
    assert.equal(await modeOf(await change('kept', false)), 0o640);
  });

  it('writes through a link', async () => {
    await writeFile(join(folder, 'target'), 'x\n');
    await symlink('target', join(folder, 'link'));
    await change('link');
    assert.equal(await readlink(join(folder, 'link')), 'target');
    assert.equal(await readFile(join(folder, 'target'), 'utf8'), 'x\nadded\n');
  });

  it('keeps a byte order mark, and every byte of what is not UTF-8', async () => {
    for (const bytes of [Buffer.from('\uFEFFé\n'), Buffer.from([0xe9, 0xff, 0x0a])]) {
      await writeFile(join(folder, 'bytes'), bytes);
      assert.deepEqual(await readFile(await change('bytes')), Buffer.concat([bytes, Buffer.from('added\n')]));
    }
  });

  it('says which file it cannot change, and leaves it alone', async () => {
    const path = join(folder, 'odd');
    await writeFile(path, Buffer.from('x\n', 'utf16le'));
    await assert.rejects(change('odd'), { name: 'SettingsError', message: /odd is no UTF-8/ });
    const refuse = (): string => {
      throw new SettingsError('line 1 is odd.');
    };
    await writeFile(path, 'x');
    await assert.rejects(change('odd', true, refuse), { name: 'SettingsError', message: `${path}: line 1 is odd.` });
    assert.equal(await readFile(path, 'utf8'), 'x');
    await assert.rejects(change('odd/below'), {
      name: 'SettingsError',
      message: /odd\/below cannot be changed: ENOTDIR/,
    });
  });
});

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Bytes } from '../../blobs/blob-store.ts';
import { digestsOf } from '../../model/digests.ts';
import { type TarLimits, tarEntries, tarLimits } from './tar-entries.ts';

type Header = Parameters<ReturnType<typeof pack>['entry']>[0];

async function tar(entries: readonly (Header & { body?: string })[]): Promise<Buffer> {
  const packing = pack();
  for (const { body = '', ...header } of entries) packing.entry(header, body);
  packing.finalize();
  return buffer(packing);
}

const bytesOf = (content: Uint8Array): Bytes => ({
  sizeBytes: content.length,
  digests: digestsOf(content),
  open: () => Readable.from([content.subarray(0, 700), content.subarray(700)]),
});

async function list(content: Uint8Array, limits: TarLimits = tarLimits): Promise<string[]> {
  const seen: string[] = [];
  for await (const { path, kind, sizeBytes } of tarEntries(bytesOf(content), limits))
    seen.push(`${kind} ${path} ${sizeBytes}`);
  return seen;
}

const tgz = async (...entries: Parameters<typeof tar>[0]): Promise<Buffer> => gzipSync(await tar(entries));

describe('tar entries', () => {
  it('lists entries in order and reads the ones asked for', async () => {
    const content = await tgz(
      { name: 'package/', type: 'directory' },
      { name: 'package/./a.txt', body: 'first' },
      { name: `package/${'deep/'.repeat(60)}b.txt`, body: 'x'.repeat(100_000) },
      { name: 'package/c.txt', body: 'third' },
      { name: 'package/d', type: 'symlink', linkname: '../package/c.txt' },
    );
    const read: string[] = [];
    const paths: string[] = [];
    for await (const entry of tarEntries(bytesOf(content))) {
      paths.push(entry.path);
      if (entry.path.endsWith('.txt') && entry.sizeBytes < 10) read.push((await entry.read(10)).toString());
    }
    assert.deepEqual(read, ['first', 'third']);
    assert.deepEqual(paths, [
      'package',
      'package/a.txt',
      `package/${'deep/'.repeat(60)}b.txt`,
      'package/c.txt',
      'package/d',
    ]);
  });

  it('refuses paths, links and kinds that reach outside', async () => {
    const hostile: Header[] = [
      { name: '../evil' },
      { name: 'package/../../evil' },
      { name: '/etc/passwd' },
      { name: 'C:/evil' },
      { name: 'package\\..\\..\\evil' },
      { name: '\\\\host\\share' },
      { name: 'package/l', type: 'symlink', linkname: '../../evil' },
      { name: 'package/l', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'package/l', type: 'link', linkname: '../evil' },
      { name: 'package/l', type: 'symlink', linkname: 'a/../../../b' },
      { name: 'package/pipe', type: 'fifo' },
      { name: 'package/dev', type: 'character-device' },
      { name: 'package/dev', type: 'block-device' },
    ];
    for (const header of hostile)
      await assert.rejects(list(await tgz(header)), { code: 'Validation' }, JSON.stringify(header));
  });

  it('refuses a path that only an extended header spells out', async () => {
    const content = await tgz({ name: 'package/ok', pax: { path: '../evil' } });
    await assert.rejects(list(content), { code: 'Validation', message: /unsafe path/ });
  });

  it('refuses what is no archive, is damaged, or cut short', async () => {
    const whole = await tgz({ name: 'package/a', body: 'x'.repeat(5000) });
    const broken = Buffer.from(await tar([{ name: 'package/a', body: 'x' }]));
    broken.write('garbage!', 148);
    for (const [name, content] of Object.entries({
      empty: Buffer.alloc(0),
      text: Buffer.from('<html>not here</html>'),
      'cut gzip': whole.subarray(0, whole.length - 20),
      'cut tar': gzipSync((await tar([{ name: 'package/a', body: 'x'.repeat(5000) }])).subarray(0, 2000)),
      'bad checksum': gzipSync(broken),
      'no tar inside': gzipSync('hello'),
    }))
      await assert.rejects(list(content), { code: 'Validation' }, name);
  });

  it('stops at the limits', async () => {
    const limits = { ...tarLimits, ratioFloorBytes: 100_000 };
    const bombs = await tgz({ name: 'package/zeros', body: '0'.repeat(3_000_000) });
    await assert.rejects(list(bombs, limits), { code: 'Validation', message: /inflates/ });
    assert.equal((await list(bombs)).length, 1);
    const many = await tgz(...Array.from({ length: 30 }, (_, index) => ({ name: `package/${index}` })));
    await assert.rejects(list(many, { ...tarLimits, entries: 29 }), { code: 'Validation', message: /29 entries/ });
    await assert.rejects(
      async () => {
        for await (const entry of tarEntries(bytesOf(bombs))) await entry.read(1000);
      },
      { code: 'Validation', message: /larger than the 1000 bytes/ },
    );
  });

  it('passes on what goes wrong with the file itself', async () => {
    const lost = new Error('disk on fire');
    const source: Bytes = {
      ...bytesOf(await tgz({ name: 'package/a', body: 'x' })),
      open: () =>
        new Readable({
          read() {
            this.destroy(lost);
          },
        }),
    };
    await assert.rejects(tarEntries(source).next(), lost);
  });

  it('lets go of the file when the reader stops early', async () => {
    const content = bytesOf(await tgz({ name: 'package/a', body: 'x'.repeat(300_000) }, { name: 'package/b' }));
    const file = content.open();
    for await (const entry of tarEntries({ ...content, open: () => file })) {
      assert.equal(entry.path, 'package/a');
      break;
    }
    assert.equal(file.destroyed, true);
  });
});

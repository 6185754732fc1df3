import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { buildZip, type ZipMember } from './fixtures/build-zip.ts';
import { bytesOf } from './fixtures/bytes-of.ts';
import { readZipEntries, usualZipLimits } from './zip-entries.ts';

const read = (members: readonly ZipMember[], limits = usualZipLimits) =>
  readZipEntries(bytesOf(buildZip(members)), (name) => name.startsWith('wanted'), limits);

const refuses = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RegistryError, String(error));
  assert.equal(error.code, 'Validation');
  assert.match(error.message, message);
  return true;
};

test('reads the wanted members and lists all names', async () => {
  const { names, members } = await read([
    { name: 'wanted.txt', data: 'deflated'.repeat(100) },
    { name: 'other.bin', data: Buffer.alloc(1000) },
    { name: 'wanted/stored', data: 'as it is', stored: true },
    { name: 'wanted/empty', data: '', stored: true },
    { name: 'wanted/empty-deflated', data: '' },
    { name: 'wanted/dir/', data: '', stored: true },
  ]);
  assert.deepEqual([...names].sort(), [
    'other.bin',
    'wanted.txt',
    'wanted/dir/',
    'wanted/empty',
    'wanted/empty-deflated',
    'wanted/stored',
  ]);
  assert.deepEqual(
    [...members].map(([name, data]) => [name, data.toString()]),
    [
      ['wanted.txt', 'deflated'.repeat(100)],
      ['wanted/stored', 'as it is'],
      ['wanted/empty', ''],
      ['wanted/empty-deflated', ''],
    ],
  );
});

test('reads a directory larger than its window', async () => {
  const many = Array.from({ length: 5000 }, (_, at) => ({ name: `package/module-${at}.py`, data: '', stored: true }));
  const { names, members } = await read([{ name: 'wanted', data: 'x' }, ...many]);
  assert.equal(names.size, 5001);
  assert.equal(members.get('wanted')?.toString(), 'x');
});

const bomb = Buffer.alloc(2 * 1024 ** 2);
const small = { ...usualZipLimits, entries: 2, memberBytes: 1000, totalBytes: 1500, bombBytes: 1024 ** 2 };
const refusals: readonly (readonly [string, readonly ZipMember[], RegExp])[] = [
  ['a name that climbs out', [{ name: '../wanted', data: '' }], /invalid relative path/],
  ['an absolute name', [{ name: '/wanted', data: '' }], /absolute path/],
  [
    'a name twice',
    [
      { name: 'a', data: '1' },
      { name: 'a', data: '2' },
    ],
    /'a' is in it twice/,
  ],
  ['a NUL in a name', [{ name: 'a\0b', data: '' }], /NUL/],
  ['a large member', [{ name: 'wanted', data: Buffer.alloc(1001, 1), stored: true }], /'wanted' is too large/],
  [
    'large members together',
    [
      { name: 'wanted1', data: Buffer.alloc(900), stored: true },
      { name: 'wanted2', data: Buffer.alloc(900), stored: true },
    ],
    /'wanted2' is too large/,
  ],
  ['too many entries', ['a', 'b', 'c'].map((name) => ({ name, data: '' })), /more than 2 entries/],
  ['a bomb', [{ name: 'zeros', data: bomb }], /more than 50 times/],
  [
    'a member that inflates past its size',
    [{ name: 'wanted', data: 'long'.repeat(200), lie: { size: 10 } }],
    /refused/,
  ],
  ['a member that inflates to less', [{ name: 'wanted', data: 'short', lie: { size: 100 } }], /false size/],
  ['a wrong CRC', [{ name: 'wanted', data: 'text', lie: { crc: 1 } }], /does not match its CRC/],
  ['an unknown compression', [{ name: 'a', data: 'text', lie: { method: 12 } }], /neither stored nor deflated/],
  ['encryption', [{ name: 'a', data: 'text', lie: { flags: 1 } }], /encrypted/],
];
for (const [what, members, message] of refusals)
  test(`refuses ${what}`, () => assert.rejects(read(members, small), refuses(message)));

test('refuses what is no zip, a truncated one and an empty file', async () => {
  const zip = buildZip([{ name: 'wanted', data: 'text' }]);
  for (const bytes of [Buffer.from('no zip at all'), zip.subarray(0, 40), zip.subarray(20), Buffer.alloc(0)])
    await assert.rejects(
      readZipEntries(bytesOf(bytes), () => true),
      refuses(/zip archive is refused/),
    );
});

test('an outage of the store is not blamed on the archive', async () => {
  const bytes = { ...bytesOf(buildZip([{ name: 'wanted', data: 'text' }])), open: () => failing() };
  const failing = () =>
    new Readable({
      read() {
        this.destroy(new Error('disk gone'));
      },
    });
  await assert.rejects(
    readZipEntries(bytes, () => true),
    (error) => {
      assert.ok(!(error instanceof RegistryError));
      assert.match(String(error), /disk gone/);
      return true;
    },
  );
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { buildZip } from '../shared/fixtures/build-zip.ts';
import { bytesOf } from '../shared/fixtures/bytes-of.ts';
import { parseFileName } from './file-name.ts';
import { buildSdist, buildWheel } from './fixtures/distributions.ts';
import { inspect } from './inspect.ts';
import { projectName } from './project-name.ts';
import { readDistribution, readWheelMetadata } from './read-distribution.ts';

interface Built {
  readonly filename: string;
  readonly bytes: Buffer;
}

const read = ({ filename, bytes }: Built, as = filename) => {
  const file = parseFileName(as, 'acme-tools');
  assert.ok(file !== null, as);
  return readDistribution(file, as, bytesOf(bytes));
};

const refuses = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RegistryError, String(error));
  assert.equal(error.code, 'Validation');
  assert.match(error.message, message);
  return true;
};

const options = { headers: ['Requires-Python: >=3.9', 'Summary: Tools'], description: 'Words.' };

test('reads the metadata of a wheel, with the digest of its very bytes', async () => {
  const wheel = buildWheel('Acme.Tools', '1.0', options);
  const { metadata, metadataDigest } = await read(wheel);
  assert.deepEqual(
    [metadata.name, metadata.version, metadata.requiresPython, metadata.description, metadata.about.summary],
    ['Acme.Tools', '1.0', '>=3.9', 'Words.', 'Tools'],
  );
  const raw = await readWheelMetadata(bytesOf(wheel.bytes));
  assert.equal(metadataDigest, createHash('sha256').update(raw).digest('hex'));
});

test('reads the metadata of an sdist, gzipped tar or zip', async () => {
  const sdist = await buildSdist('Acme.Tools', '1.0', options);
  assert.equal((await read(sdist)).metadata.description, 'Words.');
  const zip = buildZip([{ name: 'Acme.Tools-1.0/PKG-INFO', data: 'Name: acme-tools\nVersion: 1.0\n' }]);
  const { metadata, metadataDigest } = await read({ filename: 'Acme.Tools-1.0.zip', bytes: zip });
  assert.deepEqual([metadata.name, metadataDigest], ['acme-tools', null]);
});

const badWheels: readonly (readonly [string, Built, RegExp])[] = [
  ['without METADATA', buildWheel('acme-tools', '1.0', { without: ['METADATA'] }), /it holds 0/],
  ['without WHEEL', buildWheel('acme-tools', '1.0', { without: ['WHEEL'] }), /no acme_tools-1.0.dist-info\/WHEEL/],
  ['without RECORD', buildWheel('acme-tools', '1.0', { without: ['RECORD'] }), /no acme_tools-1.0.dist-info\/RECORD/],
  [
    'with two of them',
    buildWheel('acme-tools', '1.0', { extra: [{ name: 'evil-1.0.dist-info/METADATA', data: 'Name: evil' }] }),
    /it holds 2/,
  ],
  ['that is no zip', { filename: 'acme_tools-1.0-py3-none-any.whl', bytes: Buffer.from('no zip') }, /zip archive/],
];
for (const [what, wheel, message] of badWheels)
  test(`refuses a wheel ${what}`, () => assert.rejects(read(wheel), refuses(message)));

test('refuses a wheel that holds another release or project', async () => {
  const as = 'acme_tools-1.0-py3-none-any.whl';
  await assert.rejects(read(buildWheel('acme-tools', '2.0'), as), refuses(/holds 'acme_tools-2.0.dist-info'/));
  await assert.rejects(read(buildWheel('evil', '1.0'), as), refuses(/holds 'evil-1.0.dist-info'/));
  await read(buildWheel('acme-tools', '1.0.0'), as);
});

const badSdists: readonly (readonly [string, Promise<Built>, RegExp])[] = [
  ['without PKG-INFO', buildSdist('acme-tools', '1.0', { without: ['PKG-INFO'] }), /no PKG-INFO/],
  [
    'of two folders',
    buildSdist('acme-tools', '1.0', { extra: [{ name: 'other/file', data: '' }] }),
    /must unpack into one folder/,
  ],
  [
    'with a file beside its folder',
    buildSdist('acme-tools', '1.0', { extra: [{ name: 'setup.py', data: '' }] }),
    /must unpack into one folder/,
  ],
  ['that climbs out', buildSdist('acme-tools', '1.0', { extra: [{ name: '../x', data: '' }] }), /unsafe path/],
  [
    'that is no archive',
    Promise.resolve({ filename: 'acme_tools-1.0.tar.gz', bytes: Buffer.from('no') }),
    /gzipped tar/,
  ],
];
for (const [what, sdist, message] of badSdists)
  test(`refuses an sdist ${what}`, async () => assert.rejects(read(await sdist), refuses(message)));

const listed = (name: string) => ({ name, requiresPython: '>=3', metadata: null, yanked: 'bad', provenance: null });
const look = ({ filename, bytes }: Built) =>
  inspect({ package: projectName('acme-tools'), version: '1.0', asset: filename }, bytesOf(bytes), {
    name: 'acme-tools',
    about: null,
    files: [listed(filename), listed('zzz-1.0.tar.gz')],
  });

test('an ingested wheel adds description, readme and metadata digest, and changes nothing else', async () => {
  const wheel = buildWheel('Acme.Tools', '1.0', options);
  const { facts, readme } = await look(wheel);
  assert.equal(readme, 'Words.');
  assert.deepEqual([facts.name, facts.about], ['Acme.Tools', { summary: 'Tools' }]);
  const { metadataDigest } = await read(wheel);
  assert.deepEqual(facts.files, [{ ...listed(wheel.filename), metadata: metadataDigest }, listed('zzz-1.0.tar.gz')]);
});

test('an old archive is taken in undescribed, a wheel of another project refused', async () => {
  const old = await look({ filename: 'acme_tools-1.0.tar.gz', bytes: Buffer.from('compressed by compress') });
  assert.equal(old.facts.about, null);
  const renamed = await buildSdist('other', '1.0');
  assert.equal((await look({ ...renamed, filename: 'acme_tools-1.0.tar.gz' })).facts.name, 'acme-tools');
  const wheel = buildWheel('acme-tools', '1.0', { metadata: 'Name: evil\nVersion: 1.0\n' });
  await assert.rejects(look(wheel), refuses(/of the project 'evil'/));
});

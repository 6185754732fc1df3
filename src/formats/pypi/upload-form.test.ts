import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { promisedDigests, readUploadForm } from './upload-form.ts';

const wheel = 'acme_tools-1.0rc1-py3-none-any.whl';
const good = { protocol_version: '1', filetype: 'bdist_wheel', name: 'Acme.Tools', version: '1.0-rc.1' };
const fieldsOf = (values: Readonly<Record<string, string>>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, [value]]));

const refuses = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RegistryError && error.code === 'Validation', String(error));
  assert.match(error.message, message);
  return true;
};

test('takes what agrees by PEP 440 and PEP 503', () => {
  assert.deepEqual(readUploadForm(fieldsOf(good), wheel), {
    name: 'Acme.Tools',
    version: '1.0rc1',
    file: { kind: 'bdist_wheel', name: 'acme_tools', version: '1.0rc1' },
  });
  const sdist = { ...good, filetype: 'sdist' };
  for (const name of ['acme_tools-1.0rc1.tar.gz', 'Acme.Tools-1.0rc1.zip', 'acme-tools-1.0c1.tar.gz'])
    assert.equal(readUploadForm(fieldsOf(sdist), name).version, '1.0rc1');
});

const refusals: readonly (readonly [string, Readonly<Record<string, string>>, string, RegExp])[] = [
  ['another protocol', { protocol_version: '2' }, wheel, /protocol_version/],
  ['no name', { name: '' }, wheel, /invalid project name/],
  ['a name with odd characters', { name: 'acme tools' }, wheel, /invalid project name/],
  ['a name that ends in a dash', { name: 'acme-' }, wheel, /invalid project name/],
  ['no version', { version: '' }, wheel, /no version by PEP 440/],
  ['a version of old', { version: '2004d' }, wheel, /no version by PEP 440/],
  ['an unknown kind', { filetype: 'bdist_egg' }, wheel, /'filetype' must be one of/],
  ['a wheel said to be an sdist', { filetype: 'sdist' }, wheel, /not the extension/],
  ['an sdist said to be a wheel', {}, 'acme_tools-1.0rc1.tar.gz', /not the extension/],
  ['a path', {}, `../${wheel}`, /slash or a control character/],
  ['a path of Windows', {}, `a\\${wheel}`, /slash or a control character/],
  ['a control character', {}, `acme_tools-1.0rc1\u0007-py3-none-any.whl`, /control character/],
  ['no file name', {}, '', /not the extension/],
  ['a long file name', {}, `${'a'.repeat(260)}-1.0rc1-py3-none-any.whl`, /longer than 255/],
  ['a file of another project', {}, 'other-1.0rc1-py3-none-any.whl', /not one of the project 'Acme.Tools'/],
  ['a file of another version', {}, 'acme_tools-1.0-py3-none-any.whl', /says version '1.0', the form '1.0-rc.1'/],
  ['attestations', { attestations: '[{}]' }, wheel, /'attestations' is not kept/],
];
for (const [what, change, filename, message] of refusals)
  test(`refuses ${what}`, () =>
    assert.throws(() => readUploadForm(fieldsOf({ ...good, ...change }), filename), refuses(message)));

test('reads promised digests, and refuses those that are none', () => {
  const md5 = 'A'.repeat(32);
  assert.deepEqual(promisedDigests(fieldsOf({ md5_digest: md5, sha256_digest: '', blake2_256_digest: 'x' })), {
    md5: md5.toLowerCase(),
  });
  for (const sha256_digest of ['abc', 'g'.repeat(64)])
    assert.throws(() => promisedDigests(fieldsOf({ sha256_digest })), refuses(/64 hexadecimal digits/));
});

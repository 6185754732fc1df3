import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildSdist, buildWheel } from '../../src/formats/pypi/fixtures/distributions.ts';
import { digestsOf } from '../../src/model/digests.ts';
import { startServer } from '../../test/support/server.ts';
import { rawRequests } from './raw-requests.ts';

const wheel = buildWheel('acme-tools', '1.0');
const form = {
  ':action': 'file_upload',
  protocol_version: '1',
  filetype: 'bdist_wheel',
  name: 'acme-tools',
  version: '1.0',
};
const digestOf = (bytes: Buffer) => ({ sha256_digest: digestsOf(bytes).sha256 });
const boundary = 'multipart/form-data; boundary=cut';

describe('uploads that are refused', () => {
  it('says why, keeps nothing, and takes the right one after', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const raw = await rawRequests(server.repository('app'));
    const sdist = await buildSdist('acme-tools', '1.0');
    const good = { ...form, ...digestOf(wheel.bytes) };
    const upload = (file: { filename: string; bytes: Buffer }, change: object = {}) =>
      raw.post({ ...form, ...digestOf(file.bytes), ...change }, file);
    const refused = [
      [await raw.post(form, wheel), 400, /Send 'sha256_digest'/],
      [await upload(wheel, { sha256_digest: '0'.repeat(64) }), 400, /0{64}/],
      [await upload(wheel, { md5_digest: 'nonsense' }), 400, /32 hexadecimal digits/],
      [await upload(wheel, { version: '2.0' }), 400, /says version '1.0'/],
      [await upload(wheel, { name: 'other' }), 400, /not one of the project 'other'/],
      [await upload({ ...wheel, filename: 'acme_tools-2.0-py3-none-any.whl' }, { version: '2.0' }), 400, /not its own/],
      [await upload({ ...wheel, filename: `a/${wheel.filename}` }), 400, /slash/],
      [await upload({ ...sdist, filename: wheel.filename }), 400, /zip archive is refused/],
      [await upload({ ...wheel, filename: sdist.filename }, { filetype: 'sdist' }), 400, /gzipped tar/],
      [await upload({ ...sdist, bytes: gzipSync('no tar') }, { filetype: 'sdist' }), 400, /tar/],
      [await upload({ ...wheel, bytes: wheel.bytes.subarray(0, -30) }), 400, /zip archive is refused/],
      [await upload(buildWheel('acme-tools', '1.0', { without: ['RECORD'] })), 400, /RECORD/],
      [
        await upload(buildWheel('acme-tools', '1.0', { metadata: 'Name: evil\nVersion: 1.0\n' })),
        400,
        /project 'evil'/,
      ],
      [
        await upload(buildWheel('acme-tools', '1.0', { metadata: 'Name: acme-tools\nVersion: 9\n' })),
        400,
        /version '9'/,
      ],
      [await upload(wheel, { ':action': 'remove_pkg' }), 400, /':action' must be/],
      [await upload(wheel, { ':action': 'submit' }), 410, /is gone/],
      [await upload(wheel, { attestations: '[]' }), 400, /'attestations' is not kept/],
      [await raw.post(good, null), 400, /no file part/],
      [await raw.send('application/json', '{}'), 400, /multipart/],
      [
        await raw.send(boundary, `--cut\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\nhalf`),
        400,
        /cannot be read/,
      ],
      [await raw.send(boundary, ''), 400, /cannot be read/],
    ] as const;
    for (const [at, [{ status, text }, expected, words]] of refused.entries()) {
      assert.equal(status, expected, `${at}: ${text}`);
      assert.match(text, words);
    }
    assert.equal((await raw.get('simple/acme-tools/')).status, 404);
    assert.deepEqual(
      (await server.codeartifact.listPackages({ domain: server.domain, repository: 'app' })).packages,
      [],
    );
    assert.equal((await raw.post(good, wheel)).status, 200);
  });

  it('answers a refusal that comes in the middle of a large upload', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const raw = await rawRequests(server.repository('app'));
    const part = '--cut\r\nContent-Disposition: form-data; name="gpg_signature"; filename="a"\r\n\r\n';
    const { status, text } = await raw.send(boundary, Buffer.concat([Buffer.from(part), Buffer.alloc(30 * 1024 ** 2)]));
    assert.equal(status, 400);
    assert.match(text, /'gpg_signature' is not kept/);
  });

  it('refuses a second sdist of a release', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const raw = await rawRequests(server.repository('app'));
    const sdist = await buildSdist('acme-tools', '1.0');
    const fields = { ...form, filetype: 'sdist', ...digestOf(sdist.bytes) };
    assert.equal((await raw.post(fields, sdist)).status, 200);
    const { status, text } = await raw.post(fields, { ...sdist, filename: 'acme-tools-1.0.tar.gz' });
    assert.equal(status, 400);
    assert.match(text, /one sdist/);
  });
});

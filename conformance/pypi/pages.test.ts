import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildSdist, buildWheel } from '../../src/formats/pypi/fixtures/distributions.ts';
import { digestsOf } from '../../src/model/digests.ts';
import { startServer } from '../../test/support/server.ts';
import { rawRequests } from './raw-requests.ts';

const json = 'application/vnd.pypi.simple.v1+json';

async function publishedRepository() {
  const server = await startServer({ repositories: { app: [] } });
  const raw = await rawRequests(server.repository('app'));
  const wheel = buildWheel('Acme.Tools', '1.0+local', { headers: ['Requires-Python: >=3.6,<4'] });
  const sdist = await buildSdist('Acme.Tools', '1.0+local');
  const other = buildWheel('zebra', '0.1');
  const fields = { ':action': 'file_upload', protocol_version: '1', name: 'Acme.Tools', version: '1.0+local' };
  const digest = (bytes: Buffer) => ({ sha256_digest: digestsOf(bytes).sha256 });
  for (const answer of [
    await raw.post({ ...fields, filetype: 'bdist_wheel', ...digest(wheel.bytes) }, wheel, 'legacy/'),
    await raw.post({ ...fields, filetype: 'sdist', ...digest(sdist.bytes) }, sdist, 'legacy'),
    await raw.post(
      { ...fields, name: 'zebra', version: '0.1', filetype: 'bdist_wheel', ...digest(other.bytes) },
      other,
    ),
  ])
    assert.equal(answer.status, 200, answer.text);
  return { server, raw, wheel, sdist };
}

describe('the simple index', () => {
  it('lists projects and files in HTML and JSON, whose links lead to the files', async () => {
    const { server, raw, wheel, sdist } = await publishedRepository();
    await using _ = server;
    const root = await raw.get('simple/', { accept: json });
    assert.equal(root.headers.get('content-type'), json);
    assert.deepEqual(JSON.parse(root.text).projects, [{ name: 'acme-tools' }, { name: 'zebra' }]);
    assert.match((await raw.get('simple/')).text, /<a href="acme-tools\/">acme-tools<\/a>/);

    const page = await raw.get('simple/acme-tools/', { accept: json });
    assert.match(page.headers.get('vary') ?? '', /accept/i);
    const { files, versions } = JSON.parse(page.text);
    assert.deepEqual(versions, ['1.0+local']);
    for (const { bytes, filename } of [wheel, sdist]) {
      const listed = files.find((file: { filename: string }) => file.filename === filename);
      assert.deepEqual([listed.hashes.sha256, listed.size], [digestsOf(bytes).sha256, bytes.length]);
      assert.match(listed['upload-time'], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);
      const path = `simple/acme-tools/${listed.url}`;
      const head = await raw.get(path, {}, 'HEAD');
      assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
      const part = await raw.get(path, { range: 'bytes=-4' });
      assert.deepEqual([part.status, part.headers.get('content-length')], [206, '4']);
    }
    const html = await raw.get('simple/acme-tools/', { accept: 'text/html' });
    assert.match(html.text, /href="1\.0%2Blocal\/acme_tools-1\.0%2Blocal-py3-none-any\.whl#sha256=[0-9a-f]{64}"/);
    assert.match(html.text, /data-requires-python="&gt;=3\.6,&lt;4"/);
  });

  it('serves the metadata of wheels, of the digest it lists', async () => {
    const { server, raw } = await publishedRepository();
    await using _ = server;
    const { files } = JSON.parse((await raw.get('simple/acme-tools/', { accept: json })).text);
    const wheel = files.find((file: { filename: string }) => file.filename.endsWith('.whl'));
    const metadata = await raw.get(`simple/acme-tools/${wheel.url}.metadata`);
    assert.equal(metadata.status, 200);
    assert.equal(digestsOf(Buffer.from(metadata.text)).sha256, wheel['core-metadata'].sha256);
    assert.deepEqual(wheel['dist-info-metadata'], wheel['core-metadata']);
    const sdist = files.find((file: { filename: string }) => file.filename.endsWith('.tar.gz'));
    assert.equal(sdist['core-metadata'], false);
    assert.equal((await raw.get(`simple/acme-tools/${sdist.url}.metadata`)).status, 404);
  });

  it('redirects other spellings, refuses other types, and does not know other projects', async () => {
    const { server, raw } = await publishedRepository();
    await using _ = server;
    for (const path of ['simple/Acme.Tools/', 'simple/acme-tools', 'simple/ACME__tools', 'simple/acme%2Dtools/']) {
      const answer = await raw.get(`${path}?format=text/html`);
      assert.equal(answer.status, 301, path);
      assert.equal(answer.headers.get('location'), `${raw.endpoint}simple/acme-tools/?format=text%2Fhtml`);
    }
    assert.equal((await raw.get('simple')).headers.get('location'), `${raw.endpoint}simple/`);
    for (const path of ['simple/', 'simple/acme-tools/'])
      assert.equal((await raw.get(path, { accept: 'application/json' })).status, 406);
    for (const path of ['simple/absent/', 'simple/acme-tools/9.9/x.whl', 'simple/acme-tools/1.0+local/x.whl.metadata'])
      assert.equal((await raw.get(path)).status, 404, path);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { digestsOf } from '../../../src/model/digests.ts';
import { startFakeUpstream } from './fake-upstream.ts';
import { npmPackumentPath, npmTarballPath, publishNpm, unpublishNpm } from './npm-packages.ts';
import { publishPypi, pypiProjectPath } from './pypi-files.ts';

interface ServedPackument {
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, { readonly dist: { readonly tarball: string; readonly integrity: string } }>;
}

describe('the fake upstream', () => {
  it('serves an npm package whose index tells the truth about its tarball', async () => {
    await using upstream = await startFakeUpstream();
    await publishNpm(upstream, { name: '@acme/left', version: '1.0.0', files: { 'README.md': '# Left' } });
    await publishNpm(upstream, { name: '@acme/left', version: '1.1.0-rc.1', tag: 'next' });
    const reply = await fetch(new URL(npmPackumentPath('@acme/left'), upstream.url));
    const packument = (await reply.json()) as ServedPackument;
    assert.deepEqual(packument['dist-tags'], { latest: '1.0.0', next: '1.1.0-rc.1' });
    const dist = packument.versions['1.0.0']?.dist;
    assert.ok(dist);
    const tarball = Buffer.from(await (await fetch(dist.tarball)).arrayBuffer());
    assert.equal(dist.integrity, `sha512-${Buffer.from(digestsOf(tarball).sha512, 'hex').toString('base64')}`);
    assert.match(gunzipSync(tarball).toString('latin1'), /package\/package\.json.*"name":"@acme\/left"/s);
    unpublishNpm(upstream, '@acme/left', '1.0.0');
    assert.equal((await fetch(dist.tarball)).status, 404);
    assert.equal(upstream.count(npmTarballPath('@acme/left', '1.0.0')), 2);
  });

  it('serves a Python project', async () => {
    await using upstream = await startFakeUpstream();
    publishPypi(upstream, 'left', ['1.0'], [{ filename: 'left-1.0.tar.gz', bytes: 'not really', yanked: 'broken' }]);
    const reply = await fetch(new URL(pypiProjectPath('left'), upstream.url));
    const { files } = (await reply.json()) as { files: { url: string; hashes: { sha256: string }; yanked: string }[] };
    assert.equal(files[0]?.yanked, 'broken');
    assert.equal(files[0]?.hashes.sha256, digestsOf(Buffer.from('not really')).sha256);
  });

  it('lies as often as it is told to, and confirms with 304', async () => {
    await using upstream = await startFakeUpstream();
    upstream.put('/x', { body: '{}' });
    upstream.lie('/x', { kind: 'status', status: 503, retryAfter: '7' }, 1);
    const refused = await fetch(new URL('x', upstream.url));
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '7');
    const reply = await fetch(new URL('x', upstream.url));
    const etag = reply.headers.get('etag') ?? '';
    assert.equal(await reply.text(), '{}');
    assert.equal((await fetch(new URL('x', upstream.url), { headers: { 'if-none-match': etag } })).status, 304);
    upstream.put('/x', { body: '{}', validators: false });
    assert.equal((await fetch(new URL('x', upstream.url), { headers: { 'if-none-match': etag } })).status, 200);
    assert.deepEqual(
      upstream.requests.map(({ status }) => status),
      [503, 200, 304, 200],
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpstreamReply, UpstreamSource } from '../format.ts';
import { coreMetadataFile } from './core-metadata-file.ts';
import { projectName } from './project-name.ts';
import { readHtmlPage } from './read-html-page.ts';
import { upstream } from './upstream.ts';

const hex = (digit: string): string => digit.repeat(64);
const moved = new URL('https://upstream.test/moved/simple/acme-tools/');

/** An index that answers this at the one path asked for, after a redirect. */
function answering(contentType: string, body: string): UpstreamSource {
  const reply: UpstreamReply = {
    url: moved,
    contentType,
    headers: {},
    text: async () => body,
    bytes: async () => Buffer.from(body),
  };
  return {
    url: new URL('https://upstream.test/simple/'),
    get: async (path) => (path === 'acme-tools/' ? reply : null),
  };
}
const read = (contentType: string, body: string) =>
  upstream.readPackage(projectName('Acme.Tools'), answering(contentType, body));

const file = (filename: string, more: object = {}) => ({
  filename,
  url: `../../files/${filename}`,
  hashes: {},
  ...more,
});
const page = (...files: object[]) =>
  read('application/vnd.pypi.simple.v1+json; charset=utf-8', JSON.stringify({ meta: { 'api-version': '1.1' }, files }));

test('groups files by version, in the order they were published', async () => {
  const index = await page(
    file('acme_tools-2.0.tar.gz', { 'upload-time': '2026-02-01T00:00:00.5Z' }),
    file('acme_tools-1.0.0-py3-none-any.whl', {
      'upload-time': '2026-01-02T00:00:00Z',
      size: 5,
      hashes: { sha256: hex('A') },
    }),
    file('Acme.Tools-1.0.tar.gz', { 'upload-time': '2026-01-01T00:00:00Z', 'requires-python': '>=3', yanked: 'bad' }),
    file('acme_tools-1.0-py3.11.egg', { 'upload-time': '2026-01-01T00:00:00Z' }),
    file('other-1.0.tar.gz', { 'upload-time': '2026-01-01T00:00:00Z' }),
  );
  assert.deepEqual(
    index?.versions.map(({ version, publishedAt }) => [version, publishedAt]),
    [
      ['1.0.0', '2026-01-01T00:00:00.000Z'],
      ['2.0', '2026-02-01T00:00:00.500Z'],
    ],
  );
  const url = 'https://upstream.test/moved/files/acme_tools-1.0.0-py3-none-any.whl';
  assert.deepEqual(index?.versions[0]?.assets?.[0], {
    name: 'acme_tools-1.0.0-py3-none-any.whl',
    sizeBytes: 5,
    digests: { sha256: hex('a') },
    publishedAt: '2026-01-02T00:00:00.000Z',
    upstream: { url, digests: { sha256: hex('a') } },
  });
  assert.deepEqual(index?.versions[0]?.facts.files[1], {
    name: 'Acme.Tools-1.0.tar.gz',
    requiresPython: '>=3',
    metadata: null,
    yanked: 'bad',
    provenance: null,
  });
});

test('reads an HTML page with a base, comments, odd quoting and entities', async () => {
  const index = await read(
    'text/html; charset=UTF-8',
    `<!DOCTYPE html><html><head><BASE HREF='https://files.upstream.test/x/'></head><body><!-- <a href="acme_tools-9.tar.gz">no</a> -->
     <a HREF=acme_tools-1.0.tar.gz#sha256=${hex('b')}&amp;egg=x data-yanked>acme_tools-1.0.tar.gz</a>
     <a rel="x" href = 'acme_tools-1.1%2Blocal-py3-none-any.whl' data-requires-python="&gt;=3.8, &#60;4" data-dist-info-metadata="sha256=${hex('c')}">whl</a>
     <a href="javascript:alert(1)/acme_tools-7.tar.gz">no</a><a href="acme_tools-%zz.tar.gz">no</a><a>no</a><a href="cut`,
  );
  assert.deepEqual(
    index?.versions.map(({ version, assets, facts }) => [version, assets?.[0]?.upstream, facts.files[0]]),
    [
      [
        '1.0',
        { url: 'https://files.upstream.test/x/acme_tools-1.0.tar.gz', digests: { sha256: hex('b') } },
        { name: 'acme_tools-1.0.tar.gz', requiresPython: null, metadata: null, yanked: '', provenance: null },
      ],
      [
        '1.1+local',
        { url: 'https://files.upstream.test/x/acme_tools-1.1%2Blocal-py3-none-any.whl', digests: {} },
        {
          name: 'acme_tools-1.1+local-py3-none-any.whl',
          requiresPython: '>=3.8, <4',
          metadata: hex('c'),
          yanked: null,
          provenance: null,
        },
      ],
    ],
  );
});

test('leaves out what is damaged, and tells a page that is none', async () => {
  const index = await page(
    file('acme_tools-1.0.tar.gz', { url: 'ftp://upstream.test/x', size: 1 }),
    file('../acme_tools-1.0.tar.gz'),
    file('acme_tools-1.0\u0000.tar.gz'),
    file('acme_tools-1.0\ud800.tar.gz'),
    file('acme_tools-1/0.tar.gz'),
    file('acme_tools-1 0.tar.gz'),
    { filename: 5, url: 'x' },
    { ...file('acme_tools-3.0.tar.gz'), size: -1, 'upload-time': 'never', hashes: { sha256: 'xyz' }, yanked: 1 },
  );
  assert.deepEqual(
    index?.versions.map(({ version }) => version),
    ['3.0'],
  );
  const [asset] = index?.versions[0]?.assets ?? [];
  assert.deepEqual([asset?.sizeBytes, asset?.publishedAt, asset?.digests], [null, null, {}]);
  for (const body of [
    'null',
    '[]',
    '{}',
    '{"meta":{"api-version":"2.0"},"files":[]}',
    '{"files":',
    '{"meta":1,"files":[]}',
  ])
    await assert.rejects(read('application/vnd.pypi.simple.v1+json', body));
  await assert.rejects(read('application/json', '{}'), /application\/json/);
});

test('a project that is nowhere is null', async () => {
  assert.equal(await upstream.readPackage(projectName('absent'), answering('text/html', '')), null);
});

test('a hostile page is read at once', () => {
  const started = performance.now();
  for (const part of ['<a ', '<a href="', "<a href='x' ", '<!--', '<a b=', '<a/', '<', '&#x', 'a=', '<a href=x '])
    readHtmlPage(`<a ${part.repeat(200_000)}`, moved);
  readHtmlPage(`<a ${' '.repeat(1_000_000)}`, moved);
  readHtmlPage(`<a x${' '.repeat(1_000_000)}y>`, moved);
  assert.ok(performance.now() - started < 4000, `${performance.now() - started} ms`);
});

test('a kept release follows its origin: yanks and new files, not other bytes', async () => {
  const one = 'acme_tools-1.0-py3-none-any.whl';
  const kept = (await page(file(one, { hashes: { sha256: hex('1') }, size: 1 })))?.versions[0];
  const seen = (
    await page(
      file(one, {
        hashes: { sha256: hex('1') },
        yanked: 'oops',
        url: '/new/place.whl',
        'core-metadata': { sha256: hex('9') },
      }),
      file('acme_tools-1.0.tar.gz', { hashes: { sha256: hex('2') } }),
    )
  )?.versions[0];
  const other = (await page(file(one, { hashes: { sha256: hex('f') }, url: '/forged.whl' })))?.versions[0];
  assert.ok(kept && seen && other && upstream.refresh);
  const refreshed = upstream.refresh(kept, seen);
  assert.deepEqual(
    refreshed.assets?.map(({ name, upstream: at }) => [name, at?.url]),
    [
      [one, 'https://upstream.test/new/place.whl'],
      ['acme_tools-1.0.tar.gz', 'https://upstream.test/moved/files/acme_tools-1.0.tar.gz'],
    ],
  );
  assert.deepEqual(
    refreshed.facts.files.map(({ yanked, metadata }) => [yanked, metadata]),
    [
      ['oops', hex('9')],
      [null, null],
    ],
  );
  assert.deepEqual(upstream.refresh(kept, other).assets, kept.assets);
  assert.deepEqual(
    upstream.refresh(refreshed, kept).facts.files.map(({ yanked }) => yanked),
    [null, null],
  );
});

test('metadata is fetched beside the wheel where the index promised its digest', async () => {
  const wheel = 'acme_tools-1.0-py3-none-any.whl';
  const entry = (await page(file(wheel, { url: '/f/a.whl?x=1', 'core-metadata': { sha256: hex('9') } })))?.versions[0];
  const bare = (await page(file(wheel, { 'core-metadata': true })))?.versions[0];
  assert.ok(entry && bare && coreMetadataFile.locate);
  const ref = { package: projectName('acme-tools'), version: '1.0', asset: wheel };
  assert.deepEqual(coreMetadataFile.locate(ref, entry, moved), {
    url: 'https://upstream.test/f/a.whl.metadata?x=1',
    digests: { sha256: hex('9') },
  });
  assert.equal(coreMetadataFile.locate(ref, bare, moved), null);
});

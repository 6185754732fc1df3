import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PackageIndex, VersionEntry } from '../../model/package.ts';
import type { PypiFacts } from './facts.ts';
import { projectPage } from './project-page.ts';
import { readHtmlPage } from './read-html-page.ts';
import { readJsonPage } from './read-json-page.ts';

const sha256 = (digit: string): string => digit.repeat(64);
const address = new URL('https://upstream.test/pypi/simple/acme-tools/');

const released: VersionEntry<PypiFacts> = {
  version: '1.0+a',
  publishedAt: '2026-11-20T10:00:00.123Z',
  assets: [
    {
      name: 'acme_tools-1.0+a-py3-none-any.whl',
      sizeBytes: 10,
      digests: { md5: 'a'.repeat(32), sha256: sha256('1') },
      publishedAt: '2026-11-20T10:00:00.123Z',
    },
    { name: 'acme_tools-1.0+a.tar.gz', sizeBytes: 20, digests: { sha256: sha256('2') }, publishedAt: null },
    { name: 'acme_tools-1.0+a.tar.gz.sig', sizeBytes: 1, digests: {}, publishedAt: null },
  ],
  facts: {
    name: 'Acme.Tools',
    about: null,
    files: [
      {
        name: 'acme_tools-1.0+a-py3-none-any.whl',
        requiresPython: '>=3.9,<4',
        metadata: sha256('3'),
        yanked: 'broken "wheel" & <b>',
        provenance: 'https://upstream.test/provenance/1',
      },
      { name: 'acme_tools-1.0+a.tar.gz', requiresPython: null, metadata: null, yanked: '', provenance: null },
    ],
  },
};

const index: PackageIndex<PypiFacts> = {
  name: { namespace: null, name: 'acme-tools' },
  versions: [released],
  unlisted: [{ ...released, version: '0.1' }],
  tags: new Map(),
};
const render = (variant: string, of = index): { contentType: string; body: string } => {
  const rendered = projectPage.render(of, { base: new URL('https://here.test/'), variant });
  assert.ok(rendered !== null);
  return { contentType: rendered.contentType, body: String(rendered.body) };
};

test('JSON says what is known of each listed file', () => {
  const { contentType, body } = render('json');
  assert.equal(contentType, 'application/vnd.pypi.simple.v1+json');
  assert.deepEqual(JSON.parse(body), {
    meta: { 'api-version': '1.3' },
    name: 'acme-tools',
    versions: ['1.0+a'],
    files: [
      {
        filename: 'acme_tools-1.0+a-py3-none-any.whl',
        url: '1.0%2Ba/acme_tools-1.0%2Ba-py3-none-any.whl',
        hashes: { sha256: sha256('1') },
        'requires-python': '>=3.9,<4',
        size: 10,
        'upload-time': '2026-11-20T10:00:00.123000Z',
        yanked: 'broken "wheel" & <b>',
        'core-metadata': { sha256: sha256('3') },
        'dist-info-metadata': { sha256: sha256('3') },
        provenance: 'https://upstream.test/provenance/1',
      },
      {
        filename: 'acme_tools-1.0+a.tar.gz',
        url: '1.0%2Ba/acme_tools-1.0%2Ba.tar.gz',
        hashes: { sha256: sha256('2') },
        size: 20,
        yanked: true,
        'core-metadata': false,
        'dist-info-metadata': false,
        provenance: null,
      },
    ],
  });
});

test('HTML is escaped and carries the same', () => {
  const { contentType, body } = render('text');
  assert.equal(contentType, 'text/html; charset=utf-8');
  assert.ok(
    body.includes(
      `<a href="1.0%2Ba/acme_tools-1.0%2Ba-py3-none-any.whl#sha256=${sha256('1')}" data-requires-python="&gt;=3.9,&lt;4" ` +
        `data-core-metadata="sha256=${sha256('3')}" data-dist-info-metadata="sha256=${sha256('3')}" ` +
        `data-yanked="broken &quot;wheel&quot; &amp; &lt;b&gt;" data-provenance="https://upstream.test/provenance/1">` +
        'acme_tools-1.0+a-py3-none-any.whl</a>',
    ),
    body,
  );
  assert.equal(render('html').contentType, 'application/vnd.pypi.simple.v1+html');
});

test('says version 1.0 of the API where a size is unknown', () => {
  const assets = (released.assets ?? []).map((asset) => ({ ...asset, sizeBytes: null }));
  const unsized = { ...index, versions: [{ ...released, assets }] };
  assert.equal(JSON.parse(render('json', unsized).body).meta['api-version'], '1.0');
  assert.match(render('html', unsized).body, /repository-version" content="1.0"/);
});

test('the readers of other indexes read both pages back', () => {
  const fromJson = readJsonPage(render('json').body, address);
  const fromHtml = readHtmlPage(render('html').body, address);
  assert.equal(fromJson.length, 2);
  const common = fromJson.map((file) => ({ ...file, sizeBytes: null, uploadedAt: null }));
  assert.deepEqual(fromHtml, common);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PackageIndex, VersionEntry } from '../../model/package.ts';
import { distTags } from './dist-tags.ts';
import type { NpmFacts } from './facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { packument } from './packument.ts';
import { packumentRevision } from './packument-revision.ts';
import { singleManifest } from './single-manifest.ts';

const base = new URL('https://registry.test/npm/d/acme-1/app/');

function entry(version: string, publishedAt: string | null, more: Partial<NpmFacts> = {}): VersionEntry<NpmFacts> {
  const manifest = { description: `Says ${version}`, scripts: { test: 'x' }, dependencies: { a: '1' } };
  const facts = manifestFacts({ name: '@s/hello', version, manifest, dist: { shasum: 'abc' } });
  return { version, publishedAt, assets: [], facts: { ...facts, ...more } };
}

const index = (
  versions: readonly VersionEntry<NpmFacts>[],
  tags: readonly (readonly [string, string])[] = [],
): PackageIndex<NpmFacts> => ({ name: { namespace: 's', name: 'hello' }, versions, unlisted: [], tags: new Map(tags) });

async function textOf(body: string | Uint8Array | AsyncIterable<string | Uint8Array>): Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  let text = '';
  for await (const part of body) text += typeof part === 'string' ? part : Buffer.from(part).toString('utf8');
  return text;
}

async function render(of: PackageIndex<NpmFacts>, variant: 'full' | 'short') {
  const rendered = packument.render(of, { base, variant });
  assert.ok(rendered !== null);
  return { rendered, document: JSON.parse(await textOf(rendered.body)) };
}

const two = index(
  [
    entry('1.0.0', '2026-01-02T00:00:00.000Z'),
    entry('2.0.0-rc.1', '2026-01-03T00:00:00.000Z', { deprecated: 'why "not"' }),
  ],
  [['next', '2.0.0-rc.1']],
);

describe('a packument', () => {
  it('has the abbreviated form, with times', async () => {
    const { rendered, document } = await render(two, 'short');
    assert.equal(rendered.contentType, 'application/vnd.npm.install-v1+json');
    assert.deepEqual(Object.keys(document), ['name', 'dist-tags', 'versions', 'time', 'modified']);
    assert.deepEqual(document['dist-tags'], { latest: '1.0.0', next: '2.0.0-rc.1' });
    assert.deepEqual(document.versions['1.0.0'], {
      name: '@s/hello',
      version: '1.0.0',
      dependencies: { a: '1' },
      dist: { shasum: 'abc', tarball: `${base.href}@s/hello/-/hello-1.0.0.tgz` },
    });
    assert.equal(document.versions['2.0.0-rc.1'].deprecated, 'why "not"');
    assert.deepEqual(document.time, {
      created: '2026-01-02T00:00:00.000Z',
      modified: '2026-01-03T00:00:00.000Z',
      '1.0.0': '2026-01-02T00:00:00.000Z',
      '2.0.0-rc.1': '2026-01-03T00:00:00.000Z',
    });
  });

  it('has the full form, with what the latest version says of the package', async () => {
    const { rendered, document } = await render(two, 'full');
    assert.equal(rendered.contentType, 'application/json');
    assert.equal(document._rev, packumentRevision(two));
    assert.equal(document.description, 'Says 1.0.0');
    assert.deepEqual(document.versions['1.0.0'].scripts, { test: 'x' });
  });

  it('says nothing of times that nobody knows', async () => {
    const { document } = await render(index([entry('1.0.0', null)]), 'short');
    assert.deepEqual([document.time, 'modified' in document], [{}, false]);
  });

  it('says where attestations are, if there are any', async () => {
    const { document } = await render(index([entry('1.0.0', null, { provenance: 'https://slsa.test/' })]), 'short');
    assert.deepEqual(document.versions['1.0.0'].dist.attestations, {
      url: `${base.href}-/npm/v1/attestations/@s/hello@1.0.0`,
      provenance: { predicateType: 'https://slsa.test/' },
    });
  });

  it('is whole however many versions there are', async () => {
    for (const count of [1, 63, 64, 65, 128, 300]) {
      const versions = Array.from({ length: count }, (_, patch) => entry(`1.0.${patch}`, null));
      const { document } = await render(index(versions), 'short');
      assert.deepEqual(
        Object.keys(document.versions),
        versions.map(({ version }) => version),
      );
    }
  });

  it('is not there without a version that is listed', () => {
    assert.equal(packument.render(index([]), { base, variant: 'full' }), null);
  });

  it('keeps a version that is named like a member of every object', async () => {
    const { rendered } = await render(index([entry('__proto__', null)]), 'short');
    assert.match(
      await textOf(packument.render(index([entry('__proto__', null)]), { base, variant: 'short' })?.body ?? ''),
      /"__proto__":\{"name"/,
    );
    assert.ok(rendered);
  });
});

describe('a revision', () => {
  const before = packumentRevision(two);
  const others: readonly [name: string, of: PackageIndex<NpmFacts>][] = [
    ['a version more', { ...two, versions: [...two.versions, entry('3.0.0', null)] }],
    ['a version less', { ...two, versions: two.versions.slice(1) }],
    [
      'another deprecation',
      { ...two, versions: [entry('1.0.0', null, { deprecated: 'x' }), ...two.versions.slice(1)] },
    ],
    ['another tag', { ...two, tags: new Map([['beta', '1.0.0']]) }],
  ];
  for (const [name, of] of others)
    it(`is another one with ${name}`, () => assert.notEqual(packumentRevision(of), before));
  it('is the same for the same', () => assert.equal(packumentRevision({ ...two }), before));
});

describe('other documents of a package', () => {
  const manifests: readonly [asked: string, version: string | null][] = [
    ['1.0.0', '1.0.0'],
    ['latest', '1.0.0'],
    ['next', '2.0.0-rc.1'],
    ['1.0.0+build', '1.0.0'],
    ['3.0.0', null],
    ['__proto__', null],
  ];
  for (const [asked, version] of manifests)
    it(`the manifest of ${asked}`, async () => {
      const rendered = singleManifest.render(two, { base, variant: asked });
      const found = rendered === null ? null : JSON.parse(await textOf(rendered.body)).version;
      assert.equal(found, version);
    });

  const shown: readonly [name: string, of: PackageIndex<NpmFacts>, tags: Record<string, string>][] = [
    [
      'the highest release as latest',
      index(['1.0.0', '1.10.0', '1.9.0', '2.0.0-rc'].map((v) => entry(v, null))),
      { latest: '1.10.0' },
    ],
    [
      'the highest of all where nothing is released',
      index(['1.0.0-a', '1.0.0-b'].map((v) => entry(v, null))),
      { latest: '1.0.0-b' },
    ],
    [
      'the latest that somebody set',
      index([entry('1.0.0', null), entry('2.0.0', null)], [['latest', '1.0.0']]),
      { latest: '1.0.0' },
    ],
    ['no tag of nothing', index([]), {}],
  ];
  for (const [name, of, tags] of shown)
    it(`tags: ${name}`, async () => {
      const rendered = distTags.render(of, { base, variant: '' });
      assert.deepEqual(JSON.parse(await textOf(rendered?.body ?? '')), tags);
    });
});

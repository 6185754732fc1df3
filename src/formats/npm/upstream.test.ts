import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VersionEntry } from '../../model/package.ts';
import type { UpstreamSource } from '../format.ts';
import type { NpmFacts } from './facts.ts';
import { manifestOf } from './facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { upstream } from './upstream.ts';

const url = new URL('https://upstream.test/registry/');
const shasum = 'a'.repeat(40);

/** A registry that has one document, by its path. */
const serving = (path: string, text: string): UpstreamSource => ({
  url,
  async get(asked) {
    if (asked !== path) return null;
    const at = new URL(path, url);
    return {
      ...{ url: at, contentType: 'application/json', headers: {} },
      text: async () => text,
      bytes: async () => Buffer.from(text),
    };
  },
});

const hello = { namespace: null, name: 'hello' };
const manifest = (version: string, dist: object = {}) => ({
  ...{ name: 'hello', version, description: 'Hi' },
  dist: { shasum, tarball: `${url.href}hello/-/hello-${version}.tgz`, ...dist },
});
const readPackument = (packument: unknown) =>
  upstream.readPackage(hello, serving('hello', typeof packument === 'string' ? packument : JSON.stringify(packument)));

describe('a packument of an upstream', () => {
  it('is read whole, in the order of publication', async () => {
    const index = await readPackument({
      versions: { '2.0.0': manifest('2.0.0'), '1.0.0': manifest('1.0.0'), '0.1.0': manifest('0.1.0') },
      time: { created: 'x', '1.0.0': '2026-01-01T00:00:00Z', '2.0.0': '2026-02-01T01:00:00+01:00' },
      'dist-tags': { latest: '2.0.0', gone: '9.9.9', odd: 5 },
    });
    assert.deepEqual(
      index?.versions.map(({ version, publishedAt }) => [version, publishedAt]),
      [
        ['0.1.0', null],
        ['1.0.0', '2026-01-01T00:00:00.000Z'],
        ['2.0.0', '2026-02-01T00:00:00.000Z'],
      ],
    );
    assert.deepEqual([...(index?.tags ?? [])], [['latest', '2.0.0']]);
    const [entry] = index?.versions ?? [];
    assert.deepEqual(manifestOf(entry?.facts as NpmFacts), { name: 'hello', version: '0.1.0', description: 'Hi' });
    const tarball = `${url.href}hello/-/hello-0.1.0.tgz`;
    const digests = { sha1: shasum };
    assert.deepEqual(entry?.assets, [
      { name: 'package.tgz', sizeBytes: null, digests, publishedAt: null, upstream: { url: tarball, digests } },
    ]);
  });

  it('is asked for by the name with its slash escaped, and may be absent', async () => {
    const scoped = { namespace: 'scope', name: 'hello' };
    const found = await upstream.readPackage(scoped, serving('@scope%2fhello', '{}'));
    assert.deepEqual(found, { name: scoped, versions: [], tags: new Map() });
    assert.equal(await upstream.readPackage(hello, serving('other', '{}')), null);
  });

  const tarballs: readonly [name: string, tarball: unknown, kept: string | null][] = [
    ['another host', 'https://files.test/x.tgz', 'https://files.test/x.tgz'],
    ['a relative address', '../files/x.tgz', 'https://upstream.test/files/x.tgz'],
    ['a file of this machine', 'file:///etc/passwd', null],
    ['no text', 5, null],
    ['no address', 'http://', null],
  ];
  for (const [name, tarball, kept] of tarballs)
    it(`${kept === null ? 'leaves out' : 'keeps'} a version whose tarball is at ${name}`, async () => {
      const index = await readPackument({ versions: { '1.0.0': manifest('1.0.0', { tarball }) } });
      assert.equal(index?.versions[0]?.assets?.[0]?.upstream?.url ?? null, kept);
    });

  it('keeps attestations as an asset', async () => {
    const attestations = { url: 'https://upstream.test/att', provenance: { predicateType: 'p' } };
    const [entry] =
      (await readPackument({ versions: { '1.0.0': manifest('1.0.0', { attestations }) } }))?.versions ?? [];
    assert.deepEqual(
      entry?.assets?.map(({ name, upstream: from }) => [name, from?.url]),
      [
        ['package.tgz', `${url.href}hello/-/hello-1.0.0.tgz`],
        ['attestations.json', 'https://upstream.test/att'],
      ],
    );
    assert.equal(entry?.facts.provenance, 'p');
    assert.doesNotMatch(entry?.facts.dist ?? '', /attestations/);
  });

  const odd: readonly [name: string, packument: unknown, versions: number][] = [
    ['no versions', { name: 'hello' }, 0],
    ['versions of other types', { versions: { '1.0.0': null, '2.0.0': 'x', '3.0.0': { dist: 5 } } }, 0],
    [
      'names of object members',
      '{"versions":{"__proto__":{"dist":{"tarball":"x.tgz"}}},"dist-tags":{"__proto__":"1"}}',
      1,
    ],
  ];
  for (const [name, packument, versions] of odd)
    it(`copes with ${name}`, async () => assert.equal((await readPackument(packument))?.versions.length, versions));

  for (const text of ['', '<html>', '[]', 'null', '"x"'])
    it(`refuses ${JSON.stringify(text)}`, () => assert.rejects(readPackument(text)));
});

describe('a version that is kept', () => {
  const entry = (deprecated: string | null, more: Partial<NpmFacts> = {}): VersionEntry<NpmFacts> => {
    const facts = manifestFacts({ name: 'hello', version: '1.0.0', manifest: {}, dist: {} });
    return { version: '1.0.0', publishedAt: null, assets: [], facts: { ...facts, deprecated, ...more } };
  };
  const cases: readonly [name: string, kept: VersionEntry<NpmFacts>, seen: string | null, now: string | null][] = [
    ['follows a deprecation', entry(null), 'x', 'x'],
    ['follows the end of one', entry('x'), null, null],
    ['stays as it is', entry('x'), 'x', 'x'],
    ['keeps a word of its own', entry('ours', { deprecatedHere: true }), 'theirs', 'ours'],
    ['keeps the end of its own', entry(null, { deprecatedHere: true }), 'theirs', null],
  ];
  for (const [name, kept, seen, now] of cases)
    it(name, () => assert.equal(upstream.refresh?.(kept, entry(seen)).facts.deprecated, now));
});

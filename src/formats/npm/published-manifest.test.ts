import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishedManifest } from './published-manifest.ts';

type Manifest = Record<string, unknown>;

describe('publishedManifest', () => {
  const cases: readonly [name: string, document: Manifest, inTarball: Manifest, kept: Manifest][] = [
    [
      'what the document adds',
      { readmeFilename: 'r', _npmVersion: '11' },
      {},
      { readmeFilename: 'r', _npmVersion: '11' },
    ],
    [
      'dependencies of the tarball, not of the document',
      { dependencies: { evil: '1' } },
      { dependencies: { good: '1' } },
      { dependencies: { good: '1' } },
    ],
    ['no dependencies that only the document has', { dependencies: { evil: '1' }, hasInstallScript: false }, {}, {}],
    ['a command under its package name', { bin: 'x' }, { bin: './cli.js' }, { bin: { hello: './cli.js' } }],
    ['commands by name', {}, { bin: { a: 'a.js' } }, { bin: { a: 'a.js' } }],
    [
      'what is bundled, under the one name',
      { bundledDependencies: ['b'] },
      { bundledDependencies: ['a'] },
      { bundleDependencies: ['a'] },
    ],
    [
      'all dependencies as bundled',
      {},
      { bundleDependencies: true, dependencies: { a: '1' } },
      { bundleDependencies: ['a'], dependencies: { a: '1' } },
    ],
    ['nothing as bundled', {}, { bundleDependencies: false }, {}],
  ];
  for (const [name, document, inTarball, kept] of cases)
    it(`keeps ${name}`, () => assert.deepEqual(publishedManifest(document, inTarball, '@scope/hello'), kept));
});

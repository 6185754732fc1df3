import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import type { Description } from '../../model/package.ts';
import { describe } from './describe.ts';
import { manifestFacts } from './manifest-facts.ts';

const describeManifest = (manifest: Record<string, unknown>): Description => {
  const facts = manifestFacts({ name: '@scope/hello', version: '1.0.0', manifest, dist: {} });
  const entry = { version: '1.0.0', publishedAt: null, assets: [], facts };
  return describe({ namespace: 'scope', name: 'hello' }, entry);
};
const bare: Description = { displayName: '@scope/hello', licenses: [], keywords: [], dependencies: [] };

suite('the description of an npm version', () => {
  const cases: readonly [name: string, manifest: Record<string, unknown>, expected: Partial<Description>][] = [
    ['nothing but a name', {}, {}],
    [
      'a summary and a home page',
      { description: 'Hi', homepage: 'https://x.test/' },
      { summary: 'Hi', homePage: 'https://x.test/' },
    ],
    ['a repository as text', { repository: 'github:a/b' }, { sourceCodeRepository: 'github:a/b' }],
    [
      'a repository as an object',
      { repository: { type: 'git', url: 'git+https://x.test/a' } },
      { sourceCodeRepository: 'git+https://x.test/a' },
    ],
    ['a licence', { license: 'MIT' }, { licenses: [{ name: 'MIT' }] }],
    [
      'a licence of old',
      { license: { type: 'BSD', url: 'https://x.test/' } },
      { licenses: [{ name: 'BSD', url: 'https://x.test/' }] },
    ],
    ['several licences', { licenses: ['MIT', { type: 'GPL' }, 5] }, { licenses: [{ name: 'MIT' }, { name: 'GPL' }] }],
    ['keywords', { keywords: ['a', 5, 'b'] }, { keywords: ['a', 'b'] }],
    [
      'values of other types',
      { description: 5, homepage: {}, repository: [], license: 5, keywords: 'a', dependencies: 'b' },
      {},
    ],
  ];
  for (const [name, manifest, expected] of cases)
    it(`tells ${name}`, () => assert.deepEqual(describeManifest(manifest), { ...bare, ...expected }));

  it('tells dependencies by type, an optional one once', () => {
    const { dependencies } = describeManifest({
      dependencies: { a: '^1', '@s/b': '2', c: '*' },
      optionalDependencies: { c: '*' },
      peerDependencies: { d: '>=1' },
      devDependencies: { e: '1.x' },
    });
    assert.deepEqual(dependencies, [
      { namespace: null, package: 'a', type: 'regular', requirement: '^1' },
      { namespace: 's', package: 'b', type: 'regular', requirement: '2' },
      { namespace: null, package: 'e', type: 'dev', requirement: '1.x' },
      { namespace: null, package: 'd', type: 'peer', requirement: '>=1' },
      { namespace: null, package: 'c', type: 'optional', requirement: '*' },
    ]);
  });
});

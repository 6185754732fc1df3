import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findCycles, readImportGraph } from '../../scripts/checks/import-graph.ts';

const graphOf = (modules: Record<string, string>): ReturnType<typeof readImportGraph> =>
  readImportGraph(Object.entries(modules).map(([path, text]) => ({ path, text, lines: 1 })));

describe('readImportGraph', () => {
  const cases: [string, string, string, boolean][] = [
    ['import', "import { x } from './b.ts';", 'src/a/b.ts', false],
    ['import for its effects', "import './b.ts';", 'src/a/b.ts', false],
    ['import of a type', "import type { X } from '../b.ts';", 'src/b.ts', true],
    ['import of types alone', "import { type X, type Y } from './b.ts';", 'src/a/b.ts', true],
    ['import of a type and a value', "import { type X, y } from './b.ts';", 'src/a/b.ts', false],
    ['export from', "export * from './b.ts';", 'src/a/b.ts', false],
    ['export of a type', "export type { X } from './b.ts';", 'src/a/b.ts', true],
    ['import()', "const b = await import('./b.ts');", 'src/a/b.ts', false],
    ['import() as a type', "let b: import('./b.ts').X;", 'src/a/b.ts', true],
    ['worker', "new Worker(new URL('./b.ts', import.meta.url));", 'src/a/b.ts', false],
  ];
  for (const [name, text, target, typeOnly] of cases) {
    it(`reads ${name}`, () => {
      assert.deepEqual(graphOf({ 'src/a/a.ts': text }).get('src/a/a.ts'), [{ target, own: true, typeOnly }]);
    });
  }

  it('tells packages from modules', () => {
    const text = "import { Kysely } from 'kysely'; // import './comment.ts'";
    assert.deepEqual(graphOf({ 'src/a.ts': text }).get('src/a.ts'), [
      { target: 'kysely', own: false, typeOnly: false },
    ]);
  });
});

describe('findCycles', () => {
  it('finds a cycle of type-only imports', () => {
    const graph = graphOf({
      'src/a.ts': "import { b } from './b.ts';",
      'src/b.ts': "import { c } from './c.ts';",
      'src/c.ts': "import type { B } from './b.ts';",
    });
    assert.deepEqual(findCycles(graph), [['src/b.ts', 'src/c.ts', 'src/b.ts']]);
  });

  it('finds none in a diamond', () => {
    const graph = graphOf({
      'src/a.ts': "import './b.ts'; import './c.ts';",
      'src/b.ts': "import './d.ts';",
      'src/c.ts': "import './d.ts';",
      'src/d.ts': '',
    });
    assert.deepEqual(findCycles(graph), []);
  });
});

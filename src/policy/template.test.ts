// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Context } from './context.ts';
import { compilePattern, parsePattern } from './template.ts';

const values = new Map([
  ['aws:username', 'ann'],
  ['aws:principaltag/team', 'a*b'],
]);
const context: Context = (key) => values.get(key);

const matches = (pattern: string, text: string, variables = true): boolean =>
  compilePattern(parsePattern(pattern, 'Resource', { variables }))(text, context);

describe('a pattern', () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ['*', '', true],
    ['**', 'a', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['?', '', false],
    ['*?', '', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['a*a', 'a', false],
    ['ab*ab', 'abab', true],
    ['*b?b*', 'abcabxbz', true],
    ['codeartifact:*', 'codeartifact:describedomain', true],
    ['', 'a', false],
    ['', '', true],
    ['home/${aws:username}/*', 'home/ann/x', true],
    ['home/${AWS:UserName}', 'home/ann', true],
    ["home/${aws:absent, 'nobody'}", 'home/nobody', true],
    ["home/${aws:absent, ''}", 'home/', true],
    ['home/${aws:absent}', 'home/', false],
    ['${aws:PrincipalTag/team}', 'a*b', true],
    ['${aws:PrincipalTag/team}', 'axb', false],
    ['a${*}c', 'a*c', true],
    ['a${*}c', 'abc', false],
    ['a${?}c', 'a?c', true],
    ['a${$}c', 'a$c', true],
    ['a${?}?', 'a?x', true],
  ];
  for (const [pattern, text, expected] of cases)
    it(`'${pattern}' ${expected ? 'matches' : 'does not match'} '${text}'`, () =>
      assert.equal(matches(pattern, text), expected));

  it('has no variables in a document of 2008', () => {
    assert.equal(matches('home/${aws:username}', 'home/ann', false), false);
    assert.equal(matches('home/${aws:username}', 'home/${aws:username}', false), true);
  });

  for (const broken of ['${aws:username', '${}', '${a b}', "${a, 'x}", '${a, b}'])
    it(`refuses '${broken}'`, () =>
      assert.throws(() => matches(broken, ''), { code: 'Validation', message: /Resource/ }));

  it('stays quick on a hostile pattern', () => {
    const started = performance.now();
    assert.equal(matches(`${'*a'.repeat(3000)}b`, 'a'.repeat(100_000)), false);
    assert.equal(matches(`${'*?a'.repeat(300)}b*c`, 'a'.repeat(2000)), false);
    assert.ok(performance.now() - started < 500);
  });

  it('says what a regular expression says', () => {
    const letters = fc.constantFrom('a', 'b', '*', '?');
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 8 }), text, (pattern, subject) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        assert.equal(matches(pattern, subject), new RegExp(`^${source}$`).test(subject));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from './evaluate.ts';
import { matchesPattern } from './match.ts';
import { parseDocument } from './parse-document.ts';

const decide = (statements: object[], action: string, resource: string) =>
  evaluate(parseDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements })), action, resource);

describe('a pattern', () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ['*', '', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['codeartifact:*', 'codeartifact:describedomain', true],
    ['', 'a', false],
  ];
  for (const [pattern, text, matches] of cases)
    it(`'${pattern}' ${matches ? 'matches' : 'does not match'} '${text}'`, () =>
      assert.equal(matchesPattern(pattern, text), matches));

  it('stays linear on a hostile pattern', () => {
    const started = performance.now();
    assert.equal(matchesPattern(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000)), false);
    assert.ok(performance.now() - started < 500);
  });
});

describe('a decision', () => {
  const allow = { Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' };
  it('is no without a statement that applies', () =>
    assert.equal(decide([allow], 'iam:CreateUser', '*'), 'implicit-deny'));
  it('is yes when an Allow applies, whatever the case of the action', () =>
    assert.equal(decide([allow], 'CodeArtifact:describeDomain', 'arn:x'), 'allowed'));
  it('is no when a Deny applies, in whatever order', () => {
    const deny = { Effect: 'Deny', Action: ['codeartifact:Delete*'], Resource: ['arn:*:domain/acme'] };
    for (const order of [
      [allow, deny],
      [deny, allow],
    ])
      assert.equal(decide(order, 'codeartifact:DeleteDomain', 'arn:aws:domain/acme'), 'explicit-deny');
  });
  it('refuses what it cannot evaluate instead of ignoring it', () =>
    assert.throws(() => decide([{ ...allow, Condition: {} }], 'a:b', '*'), /Condition/));
});

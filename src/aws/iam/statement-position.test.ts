import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statementRange } from './statement-position.ts';

const pretty = JSON.stringify(
  {
    Version: '2012-10-17',
    Id: 'a "Statement": [{}] }',
    Statement: [
      { Sid: 'One', Effect: 'Allow', Action: ['a:b', 'a:}'], Resource: '*' },
      { Sid: 'Two', Effect: 'Deny', Action: '*', Resource: '\\"]' },
    ],
  },
  null,
  2,
);

/** The text between two positions. */
function between(text: string, index: number): string {
  const { StartPosition: from, EndPosition: to } = statementRange(text, index);
  const lines = text.split('\n').slice(from.Line - 1, to.Line);
  const last = lines.pop() ?? '';
  const whole = [...lines, last.slice(0, to.Column - 1)];
  whole[0] = (whole[0] ?? '').slice(from.Column - 1);
  return whole.join('\n');
}

describe('the place of a statement', () => {
  for (const [what, text] of [
    ['a document over many lines', pretty],
    ['a document on one line', JSON.stringify(JSON.parse(pretty))],
  ] as const)
    it(`is found in ${what}`, () => {
      const { Statement } = JSON.parse(text) as { Statement: object[] };
      for (const [index, statement] of Statement.entries())
        assert.deepEqual(JSON.parse(between(text, index)), statement);
    });

  it('is that of the only one, which needs no list', () => {
    const statement = { Effect: 'Allow', Action: 'a:b', Resource: '*' };
    const text = `{ "Statement" :${JSON.stringify(statement)}, "Version":"2012-10-17"}`;
    assert.deepEqual(JSON.parse(between(text, 0)), statement);
  });
});

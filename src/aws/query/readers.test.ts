import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readParameters } from './parameters.ts';
import { boolean, choice, integer, listOf, members, optional, structure, text } from './readers.ts';

const input = members({
  Name: text({ min: 1, max: 5, pattern: /^[a-z]+$/ }),
  Count: optional(integer(1, 10)),
  Kind: optional(choice('a', 'b')),
  On: optional(boolean),
  Tags: optional(listOf(structure({ Key: text(), Value: optional(text()) }), 2)),
});
const read = (body: string) => input.read(readParameters([], Buffer.from(body)));

describe('the input of a Query action', () => {
  it('is read from flat parameters, lists in the order of their numbers', () => {
    const body =
      'Name=ann&Count=7&Kind=b&On=true&Tags.member.10.Key=second&Tags.member.2.Key=first&Tags.member.2.Value=';
    assert.deepEqual(read(body), {
      ...{ Name: 'ann', Count: 7, Kind: 'b', On: true },
      Tags: [
        { Key: 'first', Value: '' },
        { Key: 'second', Value: undefined },
      ],
    });
    assert.deepEqual(read('Name=ann&Tags=&Other=x&__proto__.x=1').Tags, []);
  });

  for (const [body, message] of [
    ['', /Value null at 'name'.*not be null/],
    ['Name=', /greater than or equal to 1/],
    ['Name=abcdef', /less than or equal to 5/],
    ['Name=A', /pattern: \^\[a-z\]\+\$/],
    ['Name.x=a', /'name' must be one value/],
    ['Name=a&Name=b', /'Name' comes twice/],
    ['Name=a&Name.x=b', /below one that has a value/],
    ['Name=a&Count=11', /less than or equal to 10/],
    ['Name=a&Count=1e1', /whole number/],
    ['Name=a&Kind=c', /enum value set: \[a, b\]/],
    ['Name=a&On=yes', /enum value set/],
    ['Name=a&Tags.member.x.Key=1', /place is not a number/],
    ['Name=a&Tags.x=1', /must be a list/],
    ['Name=a&Tags.member.1=x', /must have members/],
    ['Name=a&Tags.member.1.Value=x', /at 'tags\.1\.member\.key'/],
    ['Name=a&Tags.member.1.Key=x&Tags.member.2.Key=x&Tags.member.3.Key=x', /of 3 items/],
    [`Name=a&${'a.'.repeat(11)}=1`, /more than 10 parts/],
    [Array.from({ length: 5001 }, (_, n) => `p${n}=1`).join('&'), /no more than 5000/],
  ] as const)
    it(`is refused: ${body.slice(0, 60)}`, () => assert.throws(() => read(body), { code: 'Validation', message }));
});

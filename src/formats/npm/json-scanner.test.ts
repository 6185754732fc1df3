import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonScanner } from './json-scanner.ts';

const lifts = (path: readonly string[]): boolean => path.join('.') === 'a.b.data';

/** What is left, and what was lifted, when the text arrives in pieces of `size` bytes. */
function scan(text: string, size: number): { rest: string; lifted: string[] } {
  const scanner = jsonScanner(lifts);
  const bytes = Buffer.from(text);
  let rest = '';
  const lifted: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const event of scanner.push(bytes.subarray(at, at + size))) {
      if (event.kind === 'text') rest += event.bytes.toString('latin1');
      if (event.kind === 'begin') lifted.push('');
      if (event.kind === 'data') lifted[lifted.length - 1] += event.bytes.toString('latin1');
    }
  scanner.end();
  return { rest: Buffer.from(rest, 'latin1').toString('utf8'), lifted };
}

const cases: readonly [name: string, text: string, rest: string, lifted: string[]][] = [
  [
    'lifts the value at the path',
    '{"a":{"b":{"data":"QUJD","length":3}}}',
    '{"a":{"b":{"data":"","length":3}}}',
    ['QUJD'],
  ],
  ['takes an escaped slash', String.raw`{"a":{"b":{"data":"QU\/D"}}}`, '{"a":{"b":{"data":""}}}', ['QU/D']],
  ['leaves the same key elsewhere', '{"data":"x","a":{"data":"y"}}', '{"data":"x","a":{"data":"y"}}', []],
  [
    'reads escaped keys',
    String.raw`{"a":{"b":{"d\u0061ta":"QQ=="}}}`,
    String.raw`{"a":{"b":{"d\u0061ta":""}}}`,
    ['QQ=='],
  ],
  ['knows a value that looks like a key', '{"x":"a","a":{"b":{"data":""}}}', '{"x":"a","a":{"b":{"data":""}}}', ['']],
  ['passes quotes and brackets in strings', String.raw`{"x":"\"}]{","a":1}`, String.raw`{"x":"\"}]{","a":1}`, []],
  ['does not lift below an array', '[{"a":{"b":{"data":"QQ=="}}}]', '[{"a":{"b":{"data":"QQ=="}}}]', []],
  ['keeps other text', '{"ä":"ö – \\u20ac","a":[1,2,{"b":null}]}', '{"ä":"ö – \\u20ac","a":[1,2,{"b":null}]}', []],
];

describe('jsonScanner', () => {
  for (const [name, text, rest, lifted] of cases)
    it(`${name}, in pieces of any size`, () => {
      for (const size of [1, 2, 3, 7, 1000]) assert.deepEqual(scan(text, size), { rest, lifted }, `size ${size}`);
    });

  const refused: readonly [name: string, text: string, reason: RegExp][] = [
    ['a text that is cut in a string', '{"a":{"b":{"data":"QUJ', /ends too early/],
    ['a text that is cut between', '{"a":{"b":{"data":"QUJD"}', /ends too early/],
    ['brackets that do not match', '{"a":[}', /do not match/],
    ['nesting without end', '['.repeat(300), /deeper/],
    ['another escape in what is lifted', String.raw`{"a":{"b":{"data":"QU\u0042D"}}}`, /no base64/],
    ['a key without end', `{"${'k'.repeat(2000)}":1}`, /longer/],
  ];
  for (const [name, text, reason] of refused)
    it(`refuses ${name}`, () => {
      assert.throws(() => scan(text, 5), { code: 'Validation', message: reason });
    });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { jsonStart, jsonValueIn, readJsonMembers, skipJsonValue } from './json-members.ts';

/** The object as its members say it is. */
function read(text: string): Map<string, unknown> {
  const bytes = Buffer.from(text);
  const members = new Map<string, unknown>();
  const end = readJsonMembers(bytes, jsonStart(bytes), (key, at) => {
    const after = skipJsonValue(bytes, at);
    members.set(key, jsonValueIn(bytes, at, after));
    return after;
  });
  assert.equal(text.length > 0 && bytes.subarray(end).toString().trim(), '');
  return members;
}

describe('readJsonMembers', () => {
  const anything = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());

  it('says what JSON.parse says, whatever the layout', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(undefined, 2, '\t', '\r\n '), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        assert.deepEqual(read(text), new Map(Object.entries(JSON.parse(text) as object)));
      }),
    );
  });

  it('reads escaped quotes, escaped keys, and a byte order mark', () => {
    assert.deepEqual(
      read('\ufeff {"a\\"b" : "\\\\" , "\\u0063":"\\\\\\"", "__proto__": {"x": "}"} }'),
      new Map<string, unknown>([
        ['a"b', '\\'],
        ['c', '\\"'],
        ['__proto__', JSON.parse('{"x": "}"}')],
      ]),
    );
  });

  for (const text of [
    '',
    '[]',
    '7',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a":"x',
    '{a:1}',
    '{"a" 1}',
    '{"a":,}',
    '{"a":{"b":1}',
    '{"a":1 "b":2}',
  ])
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      assert.throws(() => read(text), SyntaxError);
    });

  it('takes the time that the size asks for, however deep or full of backslashes', () => {
    const deep = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
    const slashes = `{"a":"${'\\\\'.repeat(500_000)}"}`;
    const quotes = `{"a":"${'\\"'.repeat(200_000)}"}`;
    const started = performance.now();
    for (const text of [deep, slashes, quotes]) {
      const bytes = Buffer.from(text);
      assert.equal(
        readJsonMembers(bytes, 0, (_, at) => skipJsonValue(bytes, at)),
        bytes.length,
      );
    }
    assert.ok(performance.now() - started < 2000);
  });
});

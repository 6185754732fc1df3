import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setYaml, setYamlItem, yamlText } from './yaml.ts';

describe('a YAML mapping', () => {
  const path = ['npmRegistries', '//h:1/npm/', 'npmAuthToken'];

  it('is made as deep as it has to be', () =>
    assert.equal(setYaml('a: 1', path, '"T"'), 'a: 1\nnpmRegistries:\n  "//h:1/npm/":\n    npmAuthToken: "T"\n'));

  it('keeps its own indentation, comments, quotes and neighbours', () => {
    const before = [
      ...['# top', 'npmRegistries: # all', '    # one', "    '//h:1/npm/':", '        npmAlwaysAuth: true'],
      ...[
        '        npmAuthToken: >-',
        '            a',
        '            b',
        '    "//other/":',
        '        npmAuthToken: x',
        '',
        'z: 1',
        '',
      ],
    ].join('\n');
    const after = before.replace('npmAuthToken: >-\n            a\n            b', 'npmAuthToken: "T"');
    assert.equal(setYaml(before, path, '"T"'), after);
    assert.equal(setYaml(after, path, '"T"'), after);
  });

  it('takes the place of an empty one', () => {
    for (const empty of ['{}', '', '~', '# nothing'])
      assert.equal(setYaml(`a: ${empty}\nb: 1\n`, ['a', 'c'], '2'), 'a:\n  c: 2\nb: 1\n');
  });

  it('goes on below a document mark, with CRLF', () =>
    assert.equal(setYaml('---\r\na: 1\r\n', ['b'], '2'), '---\r\na: 1\r\nb: 2\r\n'));

  it('knows keys with colons and hashes in them', () =>
    assert.equal(
      setYaml('BUNDLE_HTTP://h:1/: "x"\n"a # b": 1\n', ['BUNDLE_HTTP://h:1/'], '"y"'),
      'BUNDLE_HTTP://h:1/: "y"\n"a # b": 1\n',
    ));

  it('is not looked for in texts', () =>
    assert.equal(setYaml('a: |\n  b: 1\nc: 2\n', ['b'], '3'), 'a: |\n  b: 1\nc: 2\nb: 3\n'));

  for (const [name, text] of [
    ['flow style', 'npmRegistries: { a: {} }\n'],
    ['an anchor', 'npmRegistries: *all\n'],
    ['no mapping', '- a\n'],
    ['a key over lines', '? a\n: b\n'],
    ['an odd indentation', '  a: 1\nb\n'],
  ] as const)
    it(`is refused: ${name}`, () => assert.throws(() => setYaml(text, path, '1'), { name: 'SettingsError' }));
});

describe('a YAML list', () => {
  const set = (text: string): string =>
    setYamlItem(text, ':sources', yamlText('new'), (item) => /^(?:old|new)$/.test(item));

  it('is made, or begun', () => {
    assert.equal(set(''), ':sources:\n- "new"\n');
    assert.equal(set(':sources: []\n:b: 1\n'), ':sources:\n- "new"\n:b: 1\n');
  });

  it('has its own item first, once, at the indentation of the others', () => {
    const before = '---\n:sources:\n  # mine\n  - other\n  - "old"\n:b: 1\n';
    const after = '---\n:sources:\n  - "new"\n  # mine\n  - other\n:b: 1\n';
    assert.equal(set(before), after);
    assert.equal(set(after), after);
    assert.equal(set(':sources:\n- other\n- old\n:b: 1\n'), ':sources:\n- "new"\n- other\n:b: 1\n');
  });

  it('is refused in flow style', () => assert.throws(() => set(':sources: [a]\n'), { name: 'SettingsError' }));
});

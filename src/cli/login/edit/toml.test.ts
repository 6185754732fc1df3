import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SettingsError } from '../../../config/settings.ts';
import { setToml, setTomlArrayTable, tomlText } from './toml.ts';

const set = (text: string, values: Record<string, string> = { token: '"T"' }): string =>
  setToml(text, ['registries', 'app'], values);

describe('a TOML table', () => {
  it('is made behind all others', () => {
    assert.equal(set(''), '[registries.app]\ntoken = "T"\n');
    assert.equal(set('[a]\nb = 1'), '[a]\nb = 1\n\n[registries.app]\ntoken = "T"\n');
  });

  it('gets new keys behind its own, before the comments of the next', () => {
    assert.equal(
      set('[registries.app] # mine\nindex = "x" # y\n\n# next\n[b]\n'),
      '[registries.app] # mine\nindex = "x" # y\ntoken = "T"\n\n# next\n[b]\n',
    );
  });

  for (const [way, before, after] of [
    ['a header', '[registries.app]\ntoken = "old" # c\n', '[registries.app]\ntoken = "T" # c\n'],
    ['a quoted header', '[ "registries" . \'app\' ]\ntoken="old"\n', '[ "registries" . \'app\' ]\ntoken="T"\n'],
    ['a dotted key', 'registries.app.token = "old"\n[z]\n', 'registries.app.token = "T"\n[z]\n'],
    ['a dotted key in a table', '[registries]\napp.token = "old"\n', '[registries]\napp.token = "T"\n'],
    ['CRLF', '[registries.app]\r\ntoken = 1\r\n', '[registries.app]\r\ntoken = "T"\r\n'],
  ] as const)
    it(`is found behind ${way}`, () => {
      assert.equal(set(before), after);
      assert.equal(set(set(before)), after);
    });

  it('takes the place of an inline table, and refuses to change one that holds more', () => {
    assert.equal(
      set('[registries]\napp = { token = "x", index = "y" }\nb = 1\n'),
      '[registries]\nb = 1\n\n[registries.app]\ntoken = "T"\n',
    );
    assert.throws(() => set('registries = { app = {} }\n'), { name: 'SettingsError', message: /'registries'/ });
  });

  it('is not mistaken for what stands in texts, lists and comments', () => {
    const before = [
      ...['a = """', '[registries.app]', 'token = 1 \\""" "" """"', "b = '''", '[registries.app]', "token = 2'''"],
      ...['c = [ # ]', '  "[registries.app]", # "', '  { d = 1, e = [2, "]"] },', ']', '# [registries.app]'],
      ...['f = 1979-05-27 07:32:00Z', "g = 'C:\\'", ''],
    ].join('\n');
    assert.equal(set(before), `${before}\n[registries.app]\ntoken = "T"\n`);
  });

  for (const broken of ['a = \n', 'a = "x\n', '[a\n', 'a = [1\n', 'a b\n', 'a = 1 2 3\n'])
    it(`says where ${JSON.stringify(broken)} is broken`, () =>
      assert.throws(
        () => set(`# c\n${broken}`),
        (error) => error instanceof SettingsError && /line \d/.test(error.message),
      ));
});

describe('an array of TOML tables', () => {
  const own = { name: 'index', key: 'name', value: tomlText('coffer'), lines: ['url = "new"'] };
  const block = '[[index]]\nname = "coffer"\nurl = "new"\n';

  it('gets one more', () =>
    assert.equal(setTomlArrayTable('[[index]]\nname = "a"\n', own), `[[index]]\nname = "a"\n\n${block}`));

  it('has its own one replaced where it stands', () => {
    const around = (middle: string): string => `x = 1\n\n${middle}\n# b\n[[index]]\nname = "b"\nurl = "q"\n`;
    const before = around('[[index]]\nurl = "old"\nname = "coffer"\ndefault = true\n');
    assert.equal(setTomlArrayTable(before, own), around(block));
    assert.equal(setTomlArrayTable(around(block), own), around(block));
  });

  it('is refused as one inline value', () =>
    assert.throws(() => setTomlArrayTable('index = []\n', own), { message: /\[\[index\]\]/ }));
});

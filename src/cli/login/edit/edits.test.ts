import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type IniDialect, setIni } from './ini.ts';
import { setNetrc } from './netrc.ts';
import { setProperty } from './properties.ts';
import { readPythonIni, setPythonIni } from './python-ini.ts';

const npmrc: IniDialect = { delimiters: '=', continued: false, fold: (key) => key };
const setNpmrc = (text: string, key: string, value: string): string =>
  setIni(text, { section: null, key, line: `${key}=${value}` }, npmrc);

describe('an .npmrc', () => {
  it('keeps comments, order, spacing and the ends of lines', () => {
    const before = '; mine\r\n  registry = http://old/ \r\nfund=false\r\n\r\n[x]\r\ny=1';
    const after = '; mine\r\nregistry=http://new/\r\nfund=false\r\n\r\n[x]\r\ny=1';
    assert.equal(setNpmrc(before, 'registry', 'http://new/'), after);
  });

  it('puts new keys before the first section, at the end of the others', () => {
    assert.equal(setNpmrc('a=1\n\n[x]\ny=1\n', 'b', '2'), 'a=1\nb=2\n\n[x]\ny=1\n');
    assert.equal(setNpmrc('[x]\ny=1\n', 'b', '2'), 'b=2\n[x]\ny=1\n');
    assert.equal(setNpmrc('a=1', 'b', '2'), 'a=1\nb=2\n');
  });

  it('knows keys that hold addresses, and takes doubles away', () => {
    const key = '//h:1/npm/:_authToken';
    assert.equal(setNpmrc(`${key}=1\na=b=c\n"${key}" = 2\n${key}x=3\n`, key, '9'), `${key}=9\na=b=c\n${key}x=3\n`);
  });
});

describe('an INI file of Python', () => {
  it('finds a key in any case, with "_" for "-", behind either delimiter, over several lines', () => {
    const before = '[other]\nindex-url = x\n[global]\nIndex_URL: http://a\n   http://b\n# c\ntimeout = 1\n';
    assert.equal(
      setPythonIni(before, 'global', { 'index-url': 'http://n' }),
      '[other]\nindex-url = x\n[global]\nindex-url = http://n\n# c\ntimeout = 1\n',
    );
  });

  it('makes the section behind all others, or goes on with the one that is there', () => {
    assert.equal(setPythonIni('[a]\nb=1', 'global', { c: '2' }), '[a]\nb=1\n\n[global]\nc = 2\n');
    assert.equal(setPythonIni('[global]\n\n[a]\nb=1\n', 'global', { c: '2' }), '[global]\nc = 2\n\n[a]\nb=1\n');
    assert.equal(setPythonIni('', 'global', { c: '2' }), '[global]\nc = 2\n');
  });

  it('reads and writes a list', () => {
    const text = setPythonIni('', 'distutils', { 'index-servers': '\npypi\nmine' });
    assert.equal(text, '[distutils]\nindex-servers =\n    pypi\n    mine\n');
    assert.equal(readPythonIni(text, 'distutils', 'index-servers'), '\npypi\nmine');
    assert.equal(readPythonIni(text, 'distutils', 'none'), null);
  });
});

describe('a .netrc', () => {
  const set = (text: string): string => setNetrc(text, 'h.test', 'token', 'T');
  const line = 'machine h.test login token password T';

  it('replaces the entry of the machine, over several lines, and no other', () => {
    assert.equal(
      set('machine a login b password c\nmachine h.test\n  login x\n  password y\nmachine z login q\n'),
      `machine a login b password c\n${line}\nmachine z login q\n`,
    );
    assert.equal(set(`${line}\n`), `${line}\n`);
  });

  it('goes before default, and behind everything else', () => {
    assert.equal(set('machine a login b\ndefault login c\n'), `machine a login b\n${line}\ndefault login c\n`);
    assert.equal(set('machine a login b'), `machine a login b\n${line}\n`);
    assert.equal(set(''), `${line}\n`);
  });

  it('takes neither comments, values nor macros for entries', () => {
    const before =
      '# machine h.test login no\nmachine a login machine password default\nmacdef init\nmachine h.test\n\n';
    assert.equal(set(before), `${before}${line}\n`);
  });
});

describe('a properties file', () => {
  it('replaces a property in each way of writing it, with the lines that go on', () => {
    for (const old of ['k=1', '  k : 1', 'k 1', 'k=1\\\n  2\\\n 3', 'k = 1\nk=2'])
      assert.equal(setProperty(`# k=0\n${old}\nkk=1\n`, 'k', '9'), '# k=0\nk=9\nkk=1\n', old);
  });

  it('goes to the end where it is new', () => assert.equal(setProperty('a=b\\\\', 'k', '9'), 'a=b\\\\\nk=9\n'));
});

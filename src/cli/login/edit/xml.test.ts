import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setXmlChild } from './edit-xml.ts';
import { childOf, readXml, xmlTextOf } from './xml.ts';

const set = (text: string, id = 'mine'): string =>
  setXmlChild(text, '<s>\n</s>\n', {
    path: ['servers'],
    lines: ['<server>', `  <id>${id}</id>`, '</server>'],
    isOwn(element, all) {
      const found = childOf(element, 'id');
      return found !== null && xmlTextOf(all, found) === id;
    },
  });

const own = '<server>\n      <id>mine</id>\n    </server>';

describe('an XML file', () => {
  it('is made from nothing, or only a declaration', () => {
    const made = `<s>\n  <servers>\n    ${own}\n  </servers>\n</s>\n`;
    assert.equal(set(''), made);
    assert.equal(set('<?xml version="1.0"?>\n'), `<?xml version="1.0"?>\n${made}`);
    assert.equal(set(made), made);
  });

  it('gets one more child, whether its parent is there, empty or missing', () => {
    assert.equal(set('<s>\n  <servers/>\n</s>'), `<s>\n  <servers>\n    ${own}\n  </servers>\n</s>`);
    assert.equal(
      set('<s>\n  <servers a="/">\n    <!-- c -->\n  </servers>\n</s>'),
      `<s>\n  <servers a="/">\n    <!-- c -->\n    ${own}\n  </servers>\n</s>`,
    );
    assert.equal(set('<s x="1"/>\n'), `<s x="1">\n  <servers>\n    ${own}\n  </servers>\n</s>\n`);
  });

  it('has its child replaced where it stands, and nothing else touched', () => {
    const around = (middle: string): string =>
      `<!-- <servers> -->\r\n<s>\r\n  <x><![CDATA[<servers><server><id>mine</id>]]></x>\r\n  <servers>\r\n` +
      `    <server><id>other</id></server>\r\n    ${middle}\r\n    <server><id>last</id></server></servers></s>`;
    const crlf = own.replaceAll('\n', '\r\n');
    assert.equal(set(around("<server b='>'><id> mine </id><p>old</p></server>")), around(crlf));
    assert.equal(set(around(crlf)), around(crlf));
  });

  it('keeps attributes apart from what looks like them', () => {
    const root = readXml('<a b="1 &lt; 2" c=\'d="e"\'><f g="/"/></a>');
    assert.deepEqual(
      [...(root?.attributes ?? [])],
      [
        ['b', '1 < 2'],
        ['c', 'd="e"'],
      ],
    );
    assert.deepEqual(
      root?.children.map(({ name, attributes }) => [name, attributes.get('g')]),
      [['f', '/']],
    );
  });

  for (const broken of ['<a>', '<a></b>', '</a>', '<a/><b/>', '<a b=c/>', '<!-- ', '<a', 'a < b'])
    it(`is refused when it is ${broken}`, () =>
      assert.throws(() => set(broken), { name: 'SettingsError', message: /line 1/ }));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGroupPattern } from './package-group-pattern.ts';

const good: [text: string, prefix: string, end: string][] = [
  ['/*', '/', 'anything'],
  ['/npm/*', '/npm/', 'anything'],
  ['/npm/space/*', '/npm/space/', 'anything'],
  ['/npm//*', '/npm//', 'anything'],
  ['/maven/com.anycompany~', '/maven/com.anycompany', 'word-end'],
  ['/maven/com.anycompany.*', '/maven/com.anycompany.', 'anything'],
  ['/npm/space/anycompany-ui~', '/npm/space/anycompany-ui', 'word-end'],
  ['/npm//anycompany-*', '/npm//anycompany-', 'anything'],
  ['/npm//cafe\u0301~', '/npm//cafe\u0301', 'word-end'],
  ['/maven/org.apache.logging.log4j/log4j-core$', '/maven/org.apache.logging.log4j/log4j-core', 'nothing'],
  ['/pypi//requests$', '/pypi//requests', 'nothing'],
  ['/generic/a/b*c~$', '/generic/a/b*c~', 'nothing'],
  ['/generic/ns/a$$', '/generic/ns/a$', 'nothing'],
];

const bad: [text: string, why: RegExp][] = [
  ['*', /begins with/],
  ['/', /begins with/],
  ['npm/*', /begins with/],
  ['/npm/', /ends with/],
  ['/npm/space/left', /ends with/],
  ['/np*', /'np' is not a format/],
  ['/python//requests$', /'python' is not a format/],
  ['/NPM/*', /'NPM' is not a format/],
  ['//*', /'' is not a format/],
  ['/~', /'' is not a format/],
  ['/npm~', /first word or words/],
  ['/npm*', /a whole namespace or name/],
  ['/npm/~', /first word or words/],
  ['/npm//~', /first word or words/],
  ['/npm//left-~', /first word or words/],
  ['/npm//left*', /after a word use '~'/],
  ['/npm/space*', /after a word use '~'/],
  ['/npm/left$', /full path/],
  ['/npm/$', /full path/],
  ['/npm/space/$', /full path/],
  ['/npm$', /full path/],
  ['/$', /not a format/],
  ['/npm/a/b/*', /no more/],
  ['/npm/a/b/c$', /no more/],
  ['/npm/a b/*', /cannot stand/],
  ['/npm/a#b/*', /cannot stand/],
  [`/npm/${'a'.repeat(256)}/*`, /cannot stand/],
];

describe('a package group pattern', () => {
  for (const [text, prefix, end] of good)
    it(`can be ${text}`, () => {
      const parsed = parseGroupPattern(text);
      assert.deepEqual([parsed.text, parsed.prefix, parsed.end], [text, prefix, end]);
    });

  for (const [text, why] of bad)
    it(`cannot be ${text.slice(0, 40)}`, () =>
      assert.throws(() => parseGroupPattern(text), { code: 'Validation', message: why }));
});

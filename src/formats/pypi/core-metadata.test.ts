import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCoreMetadata } from './core-metadata.ts';

const parse = (text: string) => parseCoreMetadata(Buffer.from(text));

test('reads headers, links, licences, requirements and the description', () => {
  const metadata = parse(`Metadata-Version: 2.4
Name: Acme.Tools
Version: 1.0rc1
Summary: Tools,
        folded
Keywords: build, deploy  ,
Home-page: UNKNOWN
Project-URL: Home Page, https://acme.test/
Project-URL: Source Code, https://git.acme.test/tools
Project-URL: Source, javascript:alert(1)
License-Expression: MIT OR Apache-2.0
Requires-Python: >=3.9
Requires-Dist: Left_Pad[fast] (>=1.0,<2) ; extra == "x"
Requires-Dist: plain
Requires-Dist: at @ https://acme.test/at.whl
Requires-Dist: !broken

# Readme

Text: with a colon
`);
  assert.deepEqual(metadata, {
    name: 'Acme.Tools',
    version: '1.0rc1',
    requiresPython: '>=3.9',
    description: '# Readme\n\nText: with a colon',
    about: {
      summary: 'Tools, folded',
      homePage: 'https://acme.test/',
      sourceCodeRepository: 'https://git.acme.test/tools',
      licenses: [{ name: 'MIT OR Apache-2.0' }],
      keywords: ['build', 'deploy'],
      dependencies: [
        {
          namespace: null,
          package: 'left-pad',
          type: 'Requires-Dist',
          requirement: '[fast] (>=1.0,<2) ; extra == "x"',
        },
        { namespace: null, package: 'plain', type: 'Requires-Dist', requirement: '' },
        { namespace: null, package: 'at', type: 'Requires-Dist', requirement: '@ https://acme.test/at.whl' },
      ],
    },
  });
});

test('reads what old tools wrote', () => {
  const metadata = parse(
    'Name: old\r\nVersion: 0.1\r\nHome-page: http://old.test\r\nKeywords: a b\r\nLicense: UNKNOWN\r\n' +
      'Classifier: Topic :: Old\r\nClassifier: License :: OSI Approved :: BSD License\r\n' +
      'Description: First\r\n        second\r\n       |third\r\n',
  );
  assert.equal(metadata.description, 'First\nsecond\nthird');
  assert.deepEqual(metadata.about, {
    homePage: 'http://old.test',
    licenses: [{ name: 'BSD License' }],
    keywords: ['a', 'b'],
  });
});

test('a licence text is not a licence name', () => {
  const about = (license: string) =>
    parse(`Name: x\nLicense: ${license}\nClassifier: License :: Other\n`).about.licenses;
  assert.deepEqual(about('MIT'), [{ name: 'MIT' }]);
  assert.deepEqual(about('Permission is granted\n        to anyone'), [{ name: 'Other' }]);
  assert.deepEqual(about('x'.repeat(200)), [{ name: 'Other' }]);
});

test('anything at all is read, at once', () => {
  const started = performance.now();
  for (const text of ['', '\n', ':', 'no colon', '\n\nbody', 'Name:', '__proto__: x', 'Version: 1\n\n'])
    assert.equal(typeof parse(text).name, 'string');
  assert.equal(parse('Name: x\n__proto__: y\nconstructor: z').name, 'x');
  const long = 1e6;
  for (const text of [
    `Requires-Dist: a${'._'.repeat(long)}`,
    `Requires-Dist: a${' '.repeat(long)}`,
    `Project-URL: ${'. '.repeat(long)}`,
    `Home-page: https://${'a'.repeat(long)} x`,
    `${'\n'.repeat(long)}`,
    `Keywords: ${', '.repeat(long)}`,
  ])
    parse(text);
  assert.ok(performance.now() - started < 3000);
});

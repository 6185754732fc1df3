import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFileName } from './file-name.ts';

const cases: readonly (readonly [file: string, project: string, kind: string | null, version?: string])[] = [
  ['tpy-1.0-py3-none-any.whl', 'tpy', 'bdist_wheel', '1.0'],
  ['Acme_Tools-1.0rc1-1build-cp311-cp311-linux_x86_64.whl', 'acme-tools', 'bdist_wheel', '1.0rc1'],
  ['acme_tools-1.0+local.1-py2.py3-none-any.whl', 'acme-tools', 'bdist_wheel', '1.0+local.1'],
  ['acme-tools-1.0-py3-none-any.whl', 'acme-tools', null],
  ['tpy-1.0-x1-py3-none-any.whl', 'tpy', null],
  ['tpy-1.0-py3-none.whl', 'tpy', null],
  ['tpy-1.0-py3--any.whl', 'tpy', null],
  ['.whl', 'tpy', null],
  ['other-1.0-py3-none-any.whl', 'tpy', null],
  ['tpy-1.0.tar.gz', 'tpy', 'sdist', '1.0'],
  ['acme_tools-1.0.tar.gz', 'acme-tools', 'sdist', '1.0'],
  ['acme-tools-1.0-1.zip', 'acme-tools', 'sdist', '1.0-1'],
  ['Acme.Tools-2004d.tar.bz2', 'acme-tools', 'sdist', '2004d'],
  ['a-1-2.tar.gz', 'a-1', 'sdist', '2'],
  ['a-1-2.tar.gz', 'a', 'sdist', '1-2'],
  ['tpy-.tar.gz', 'tpy', null],
  ['tpy.tar.gz', 'tpy', null],
  ['-1.0.tar.gz', '', null],
  ['tpy-1.0.exe', 'tpy', null],
  ['tpy-1.0-py3.11.egg', 'tpy', null],
  [`${'-'.repeat(100_000)}.tar.gz`, 'tpy', null],
];
for (const [file, project, kind, version] of cases)
  test(`${file.slice(0, 60)} of ${project} is ${kind === null ? 'none of its files' : `its ${kind} ${version}`}`, () => {
    const found = parseFileName(file, project);
    assert.equal(found?.kind ?? null, kind);
    assert.equal(found?.version, version);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePageForm } from './media-type.ts';

const json = 'application/vnd.pypi.simple.v1+json';
const html = 'application/vnd.pypi.simple.v1+html';
const cases: readonly (readonly [accept: string | undefined, format: string | null, form: string | null])[] = [
  [undefined, null, 'text'],
  ['', null, 'text'],
  ['*/*', null, 'text'],
  ['text/*', null, 'text'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', null, 'text'],
  [`${json}, ${html}; q=0.1, text/html; q=0.01`, null, 'json'],
  [`${json}, ${html};q=0.2, text/html;q=0.01`, null, 'json'],
  [`text/html;q=0.5, ${json};q=0.4`, null, 'text'],
  [`text/html, ${json}`, null, 'json'],
  ['application/vnd.pypi.simple.latest+json', null, 'json'],
  ['application/vnd.pypi.simple.latest+html;q=0.3', null, 'html'],
  [`${json};q=0`, null, null],
  [`${json};q=0, */*`, null, 'text'],
  [`${json};q=0.1, */*`, null, 'text'],
  ['text/html;q=0, */*', null, null],
  ['application/json', null, null],
  ['application/vnd.pypi.simple.v2+json', null, null],
  [`${json};q=x`, null, null],
  ['text/html', json, 'json'],
  ['application/json', 'TEXT/HTML', 'text'],
  ['*/*', 'application/json', null],
];
for (const [accept, format, form] of cases)
  test(`Accept ${accept}${format === null ? '' : `, format ${format}`}: ${form ?? 'refused'}`, () =>
    assert.equal(choosePageForm(accept, format), form));

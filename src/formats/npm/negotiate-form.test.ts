import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { negotiateForm } from './negotiate-form.ts';

const short = 'application/vnd.npm.install-v1+json';

describe('negotiateForm', () => {
  const cases: readonly [accept: string | undefined, form: 'full' | 'short'][] = [
    [undefined, 'full'],
    ['', 'full'],
    ['*/*', 'full'],
    ['application/json', 'full'],
    [short, 'short'],
    [`${short}; q=1.0, application/json; q=0.8, */*`, 'short'],
    [`application/json; q=0.8, ${short}; q=1.0`, 'short'],
    [`${short.toUpperCase()};q=0.5`, 'short'],
    [`${short}; q=0.5, application/json`, 'full'],
    [`${short}; q=0`, 'full'],
    [`${short}; q=x`, 'short'],
    [`text/html, ${short}`, 'short'],
  ];
  for (const [accept, form] of cases)
    it(`answers '${accept ?? 'no Accept'}' with the ${form} form`, () => assert.equal(negotiateForm(accept), form));
});

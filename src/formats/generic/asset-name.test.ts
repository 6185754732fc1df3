import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { checkAssetName } from './asset-name.ts';

const isValidation = (error: unknown): boolean => error instanceof RegistryError && error.code === 'Validation';

test('takes letters and numbers of any script, the listed punctuation and single inner spaces', () => {
  for (const name of [
    'a',
    'tool-1.0_x86.tar.gz',
    '名前 二',
    'é٣',
    '~!@^&()-`_+[]{};,.',
    'a b c.txt',
    '...',
    '𝒳'.repeat(255),
  ])
    checkAssetName(name);
});

test('refuses everything else', () => {
  const names = [
    '',
    '.',
    '..',
    ' a',
    'a ',
    'a  b',
    'a/b',
    'a\\b',
    'a\tb',
    'a\u00a0b',
    'a#b',
    'a:b',
    'a*b',
    'a?b',
    'a%b',
    'a$b',
  ];
  for (const name of [...names, 'a=b', 'a\nb', 'a\0', '\ud800', 'a'.repeat(256), `${'a '.repeat(100_000)}#`])
    assert.throws(() => checkAssetName(name), isValidation, JSON.stringify(name.slice(0, 20)));
});

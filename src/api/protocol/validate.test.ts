import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegistryError } from '../../kernel/errors.ts';
import { validateInput } from './validate.ts';

function refusal(input: object, shape: string, required = false): string {
  try {
    validateInput({ ...input }, [{ name: 'it', shape, ...(required && { required: true }) }]);
    return '';
  } catch (error) {
    assert.ok(error instanceof RegistryError);
    assert.equal(error.code, 'Validation');
    assert.equal(error.reason, 'FIELD_VALIDATION_FAILED');
    return error.message;
  }
}

const cases: [shape: string, value: unknown, refused: RegExp | null][] = [
  ['DomainName', 'acme', null],
  ['DomainName', 'a', /1 validation error detected: Value at 'it' .* length greater than or equal to 2; |pattern/],
  ['DomainName', 'Acme', /pattern: \[a-z\]/],
  ['DomainName', 'acme\n', /pattern/],
  ['DomainName', 'a'.repeat(51), /length less than or equal to 50/],
  ['DomainName', 7, /be a string/],
  ['RepositoryName', '__proto__', /pattern/],
  ['RepositoryName', '../x', /pattern/],
  ['AssetName', '😀'.repeat(255), null],
  ['AssetName', '😀'.repeat(256), /less than or equal to 255/],
  ['AssetName', 'a\u200eb', /pattern/],
  ['PackageName', 'a\0b', /U\+0000/],
  ['PackageName', 'a\ud800', /well-formed/],
  ['PackageFormat', 'npm', null],
  ['PackageFormat', 'constructor', /enum value set: \[npm, pypi/],
  ['MaxResults', 0, /greater than or equal to 1/],
  ['MaxResults', 1001, /less than or equal to 1000/],
  ['MaxResults', 1.5, /be an integer/],
  ['Boolean', 'true', /be a boolean/],
  ['TagList', [{ key: 'a', value: '' }], null],
  ['TagList', [{ key: 'a' }], /'it\.1\.member\.value' .* not be null/],
  ['TagList', [{ key: 'a', value: 'b', extra: 1 }], /unknown member 'extra'/],
  ['TagList', { key: 'a' }, /be a list/],
  ['PackageVersionList', Array.from({ length: 101 }, () => '1'), /less than or equal to 100/],
  ['PackageVersionRevisionMap', JSON.parse('{"__proto__":"x"}'), null],
  ['PackageVersionRevisionMap', { 'a b': 'x' }, /'it\.key'/],
  ['PackageOriginRestrictions', { publish: 'ALLOW', upstream: 'SOME' }, /'it\.upstream' .*\[ALLOW, BLOCK\]/],
];

describe('an input', () => {
  for (const [shape, value, refused] of cases)
    it(`with ${JSON.stringify(value).slice(0, 40)} as ${shape} is ${refused === null ? 'accepted' : 'refused'}`, () =>
      refused === null
        ? assert.equal(refusal({ it: value }, shape), '')
        : assert.match(refusal({ it: value }, shape), refused));

  it('lacks what is required when that is null, undefined or inherited', () => {
    for (const input of [{}, { it: null }, Object.create({ it: 'acme' })])
      assert.match(
        refusal(input, 'DomainName', true),
        /Value at 'it' failed to satisfy constraint: Member must not be null/,
      );
    assert.equal(refusal({ it: null }, 'DomainName'), '');
  });

  it('is told the first ten of its faults', () => {
    const members = Array.from(
      { length: 20 },
      (_, index) => ({ name: `m${index}`, shape: 'String', required: true }) as const,
    );
    assert.throws(() => validateInput({}, members), /^RegistryError: 10 validation errors detected: .*'m9'[^;]*$/);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentKind, parseDocument } from './parse-document.ts';

const statement = { Effect: 'Allow', Action: 'a:b', Resource: '*' };
const named = { ...statement, Principal: '*' };

const text = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const when = (Condition: unknown): string => text({ ...statement, Condition });

type Row = readonly [document: string, message: RegExp, kind?: DocumentKind];

/** IAM User Guide, "Grammar of the IAM JSON policy language" and its notes. */
const malformed: readonly Row[] = [
  ['', /not valid JSON/],
  ['{', /not valid JSON/],
  ['[]', /JSON object/],
  ['null', /JSON object/],
  ['"x"', /JSON object/],
  ['{}', /no Statement/],
  [text(), /no Statement/],
  [JSON.stringify({ Version: '2012-10-18', Statement: [statement] }), /Version/],
  [JSON.stringify({ Version: 2012, Statement: [statement] }), /Version/],
  [JSON.stringify({ Id: 5, Statement: [statement] }), /^Id/],
  [JSON.stringify({ Statements: [statement] }), /'Statements'/],
  [text('x'), /^Statement\[0\] of the policy must be an object/],
  [text(statement, null), /^Statement\[1\]/],
  [text(statement, { ...statement, Efect: 'Allow' }), /^Statement\[1\] has the element 'Efect'/],
  [text({ ...statement, Effect: undefined }), /^Statement\[0\]\.Effect/],
  [text({ ...statement, Effect: 'allow' }), /^Statement\[0\]\.Effect/],
  [text({ ...statement, Action: undefined }), /^Statement\[0\] needs Action or NotAction/],
  [text({ ...statement, NotAction: 'a:c' }), /^Statement\[0\] has both Action and NotAction/],
  [text({ ...statement, Action: [] }), /^Statement\[0\]\.Action/],
  [text({ ...statement, Action: [5] }), /^Statement\[0\]\.Action/],
  [text({ ...statement, Action: 'describe' }), /^Statement\[0\]\.Action: 'describe'/],
  [text({ ...statement, Action: 'co*:x' }), /^Statement\[0\]\.Action: 'co\*:x'/],
  [text({ ...statement, Action: 'a:b c' }), /^Statement\[0\]\.Action/],
  [text({ ...statement, Resource: undefined }), /^Statement\[0\] needs Resource or NotResource/],
  [text({ ...statement, NotResource: '*' }), /^Statement\[0\] has both Resource and NotResource/],
  [text({ ...statement, Resource: 'team' }), /^Statement\[0\]\.Resource: 'team'/],
  [text({ ...statement, Resource: { a: 1 } }), /^Statement\[0\]\.Resource/],
  [text({ ...statement, Resource: 'arn:aws:s3:${aws:username}::x' }), /fifth colon/],
  [text({ ...statement, Resource: 'arn:aws:s3:::${aws:username' }), /^Statement\[0\]\.Resource: .*no end/],
  [text({ ...statement, Principal: '*' }), /^Statement\[0\]\.Principal: an identity-based policy/],
  [text({ ...statement, NotPrincipal: '*' }), /^Statement\[0\]\.NotPrincipal/],
  [text({ ...statement, Sid: 'with space' }), /^Statement\[0\]\.Sid/],
  [text({ ...statement, Sid: 5 }), /^Statement\[0\]\.Sid/],
  [text({ ...statement, Sid: 'a' }, { ...statement, Sid: 'a' }), /^Statement\[1\]\.Sid: 'a' comes twice/],
  [when('x'), /^Statement\[0\]\.Condition must/],
  [when({ StringEquals: 'x' }), /^Statement\[0\]\.Condition\.StringEquals must/],
  [when({ StringEquals: { 'aws:userid': {} } }), /^Statement\[0\]\.Condition\.StringEquals\.aws:userid must/],
  [when({ StringEquals: { 'aws:userid': [] } }), /^Statement\[0\]\.Condition\.StringEquals\.aws:userid must/],
  [when({ StringEquals: { userid: 'x' } }), /'userid' is not a condition key/],
  [when({ StringEquals: { 'aws:userid': '${x' } }), /StringEquals\.aws:userid: .*no end/],
  [when({ StringSame: { 'aws:userid': 'x' } }), /no condition operator 'StringSame'/],
  [when({ stringequals: { 'aws:userid': 'x' } }), /no condition operator/],
  [when({ 'ForSomeValues:StringEquals': { 'aws:userid': 'x' } }), /no condition operator/],
  [when({ NumericEquals: { 'a:b': 'ten' } }), /NumericEquals\.a:b: 'ten' is not a number/],
  [when({ NumericEquals: { 'a:b': '${aws:EpochTime}' } }), /not a number/],
  [when({ DateLessThan: { 'a:b': 'tomorrow' } }), /'tomorrow' is not a date/],
  [when({ DateLessThan: { 'a:b': '2026-13-45' } }), /is not a date/],
  [when({ Bool: { 'a:b': 'yes' } }), /'true' or 'false'/],
  [when({ Null: { 'a:b': 'no' } }), /'true'.*or 'false'/],
  [when({ NullIfExists: { 'a:b': 'true' } }), /IfExists/],
  [when({ BinaryEquals: { 'a:b': '%' } }), /not base64/],
  [when({ IpAddress: { 'a:b': '10.0.0.0/33' } }), /is not an IP address or a range/],
  [when({ IpAddress: { 'a:b': '10.0.0.0/8/8' } }), /is not an IP address or a range/],
  [when({ IpAddress: { 'a:b': '10.0.0' } }), /is not an IP address or a range/],
  [when({ IpAddress: { 'a:b': '2001:db8::/129' } }), /is not an IP address or a range/],
  [when({ IpAddress: { 'a:b': '10.0.0.0/' } }), /is not an IP address or a range/],
  [when({ ArnLike: { 'a:b': 'arn:aws:s3' } }), /six parts/],
  [text(statement), /^Statement\[0\] needs Principal or NotPrincipal/, 'resource'],
  [text({ ...named, NotPrincipal: '*' }), /has both Principal and NotPrincipal/, 'resource'],
  [text({ ...named, Principal: 'ann' }), /^Statement\[0\]\.Principal must/, 'resource'],
  [text({ ...named, Principal: ['*'] }), /^Statement\[0\]\.Principal must/, 'resource'],
  [text({ ...named, Principal: {} }), /^Statement\[0\]\.Principal names nobody/, 'resource'],
  [text({ ...named, Principal: { AWS: [] } }), /^Statement\[0\]\.Principal\.AWS/, 'resource'],
  [text({ ...named, Principal: { AWS: '12345' } }), /'12345' is not a principal/, 'resource'],
  [text({ ...named, Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }), /is not a principal/, 'resource'],
  [text({ ...named, Principal: { AWS: 'arn:aws:iam::111122223333:group/devs' } }), /is not a principal/, 'resource'],
  [text({ ...named, Principal: { Users: 'ann' } }), /has the member 'Users'/, 'resource'],
  [text(named), /^Statement\[0\]\.Resource: a trust policy/, 'trust'],
  [text({ Effect: 'Allow', Action: 'sts:AssumeRole' }), /needs Principal/, 'trust'],
];

describe('a malformed document', () => {
  for (const [document, message, kind = 'identity'] of malformed)
    it(`is refused with its place and the reason: ${document.slice(0, 100)}`, () =>
      assert.throws(() => parseDocument(document, kind), { code: 'Validation', message }));

  it('is refused when it is very long', () =>
    assert.throws(() => parseDocument(' '.repeat(200_000), 'identity'), { code: 'Validation', message: /characters/ }));

  it('is not confused by names that every object has', () => {
    assert.throws(() => parseDocument('{"Statement":[],"__proto__":1}', 'identity'), /'__proto__'/);
    assert.throws(() => parseDocument(when({ constructor: { 'a:b': 'x' } }), 'identity'), /'constructor'/);
  });
});

describe('a document', () => {
  it('may have one statement without a list, and none of what is optional', () => {
    const { statements } = parseDocument(JSON.stringify({ Statement: statement }), 'identity');
    assert.deepEqual(
      statements.map(({ sid, index, effect }) => ({ sid, index, effect })),
      [{ sid: null, index: 0, effect: 'Allow' }],
    );
  });

  it('tells which condition keys it reads', () => {
    const document = text({
      ...{ ...statement, Resource: 'arn:aws:s3:::x/${aws:UserName}' },
      Condition: { StringLike: { 'aws:ResourceTag/Team': "${aws:PrincipalTag/Team, 'none'}" } },
    });
    assert.deepEqual([...parseDocument(document, 'identity').keys].sort(), [
      ...['aws:principaltag/team', 'aws:resourcetag/team', 'aws:username'],
    ]);
  });
});

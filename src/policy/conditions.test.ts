// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContextValue } from './context.ts';
import { ask } from './fixtures/ask.ts';

type Value = string | number | boolean;
type Row = readonly [
  operator: string,
  wanted: Value | readonly Value[],
  actual: ContextValue | undefined,
  holds: boolean,
];

const other = { 'aws:username': 'ann', 'aws:principaltag/team': 'red', 'aws:several': ['a', 'b'] };

function check(source: string, rows: readonly Row[], version: string | null = '2012-10-17'): void {
  describe(source, () => {
    for (const [operator, wanted, actual, holds] of rows)
      it(`${operator} ${JSON.stringify(wanted)} ${holds ? 'holds' : 'does not hold'} for ${JSON.stringify(actual)}`, () => {
        const condition = { Condition: { [operator]: { 'Test:Key': wanted } } };
        const keys = { ...other, ...(actual !== undefined && { 'test:key': actual }) };
        const { decision } = ask({
          ...{ identity: [{ Effect: 'Allow', Action: '*', Resource: '*', ...condition }], keys, version },
        });
        assert.equal(decision, holds ? 'allowed' : 'implicit-deny');
      });
  });
}

check('IAM User Guide, "Condition operators", String', [
  ['StringEquals', 'johndoe', 'johndoe', true],
  ['StringEquals', 'johndoe', 'JohnDoe', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a*', 'a*', true],
  ['StringEquals', 5, '5', true],
  ['StringEquals', true, 'true', true],
  ['StringEquals', '', '', true],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', 'a', 'a', false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'johndoe', 'JohnDoe', true],
  ['StringEqualsIgnoreCase', 'johndoe', 'jane', false],
  ['StringEqualsIgnoreCase', 'a', undefined, false],
  ['StringNotEqualsIgnoreCase', 'johndoe', 'JOHNDOE', false],
  ['StringNotEqualsIgnoreCase', 'johndoe', 'jane', true],
  ['StringNotEqualsIgnoreCase', 'a', undefined, true],
  ['StringLike', 'home/*', 'home/ann', true],
  ['StringLike', 'home/*', 'Home/ann', false],
  ['StringLike', ['', 'home/'], '', true],
  ['StringLike', 't?.*', 't2.micro', true],
  ['StringLike', 't?.*', 't22.micro', false],
  ['StringLike', '*', undefined, false],
  ['StringNotLike', 'home/*', 'home/ann', false],
  ['StringNotLike', 'home/*', 'work/ann', true],
  ['StringNotLike', ['a*', 'b*'], 'bc', false],
  ['StringNotLike', '*', undefined, true],
]);

check('IAM User Guide, "Condition operators", Numeric', [
  ['NumericEquals', '10', '10', true],
  ['NumericEquals', 10, '10.0', true],
  ['NumericEquals', '10', '11', false],
  ['NumericEquals', ['1', '2'], '2', true],
  ['NumericEquals', '10', 'ten', false],
  ['NumericEquals', '10', '', false],
  ['NumericEquals', '10', '0x0a', false],
  ['NumericEquals', '10', undefined, false],
  ['NumericNotEquals', '10', '11', true],
  ['NumericNotEquals', '10', '10', false],
  ['NumericNotEquals', ['1', '2'], '2', false],
  ['NumericNotEquals', '10', undefined, true],
  ['NumericLessThan', '10', '9.99', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThan', '10', '9e0', true],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericLessThanEquals', '10', '11', false],
  ['NumericLessThanEquals', 3600, '900', true],
  ['NumericGreaterThan', '-1', '0', true],
  ['NumericGreaterThan', '0', '0', false],
  ['NumericGreaterThanEquals', '0', '0', true],
  ['NumericGreaterThanEquals', '0', '-1', false],
  ['NumericGreaterThanEquals', '9', '10', true],
]);

check('IAM User Guide, "Condition operators", Date and time', [
  ['DateEquals', '2020-01-01T00:00:01Z', '2020-01-01T00:00:01Z', true],
  ['DateEquals', '2020-01-01T00:00:01Z', '2020-01-01T01:00:01+01:00', true],
  ['DateEquals', '2020-01-01', '2020-01-01T00:00:00Z', true],
  ['DateEquals', '2020', '2020-01-01T00:00:00.000Z', true],
  ['DateEquals', '2020-01', '2020-01-01', true],
  ['DateEquals', '2020-01-01T00:00Z', '1577836800', true],
  ['DateEquals', '1577836800', '2020-01-01T00:00:00Z', true],
  ['DateEquals', '2020-01-01', '2020-01-02', false],
  ['DateEquals', '2020-01-01', 'yesterday', false],
  ['DateEquals', '2020-01-01', undefined, false],
  ['DateNotEquals', '2020-01-01', '2020-01-02', true],
  ['DateNotEquals', '2020-01-01', '2020-01-01', false],
  ['DateNotEquals', '2020-01-01', undefined, true],
  ['DateLessThan', '2020-07-01T00:00:00Z', '2020-06-30T23:59:59Z', true],
  ['DateLessThan', '2020-07-01T00:00:00Z', '2020-07-01T00:00:00Z', false],
  ['DateLessThanEquals', '2020-07-01T00:00:00Z', '2020-07-01T00:00:00Z', true],
  ['DateLessThanEquals', '2020-07-01T00:00:00Z', '2020-07-01T00:00:01Z', false],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', '2021-01-01T00:00:00Z', true],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', undefined, false],
  ['DateGreaterThan', '2020-01-01T00:00:00Z', '1577836801', true],
  ['DateGreaterThanEquals', '2020-01-01', '2020-01-01', true],
  ['DateGreaterThanEquals', '2020-01-01', '2019-12-31', false],
]);

check('IAM User Guide, "Condition operators", Boolean and Binary', [
  ['Bool', 'true', 'true', true],
  ['Bool', true, 'true', true],
  ['Bool', 'True', 'true', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'false', 'false', true],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'true', undefined, true],
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA', true],
  ['BinaryEquals', 'QmluYXJ5', 'Ymx1YXJ5', false],
  ['BinaryEquals', 'QmluYXJ5', '%', false],
  ['BinaryEquals', 'QmluYXJ5', undefined, false],
]);

check('IAM User Guide, "Condition operators", IP address', [
  ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.0', false],
  ['IpAddress', '203.0.113.7', '203.0.113.7', true],
  ['IpAddress', '203.0.113.7', '203.0.113.8', false],
  ['IpAddress', '203.0.113.129/25', '203.0.113.200', true],
  ['IpAddress', '0.0.0.0/0', '198.51.100.1', true],
  ['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
  ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::9', true],
  ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5679::9', false],
  ['IpAddress', '::/0', '2001:db8::1', true],
  ['IpAddress', '::1', '0:0:0:0:0:0:0:1', true],
  ['IpAddress', '203.0.113.0/24', '::ffff:203.0.113.4', true],
  ['IpAddress', '203.0.113.0/24', 'not an address', false],
  ['IpAddress', '203.0.113.0/24', undefined, false],
  ['NotIpAddress', '203.0.113.0/24', '203.0.113.4', false],
  ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
  ['NotIpAddress', ['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.1', false],
  ['NotIpAddress', '203.0.113.0/24', undefined, true],
]);

const topic = 'arn:aws:sns:us-east-1:123456789012:topic';
const far = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
check('IAM User Guide, "Condition operators", ARN', [
  ['ArnEquals', topic, topic, true],
  ['ArnEquals', topic, `${topic}s`, false],
  ['ArnEquals', 'arn:aws:sns:*:123456789012:*', topic, true],
  ['ArnLike', 'arn:aws:sns:us-*-?:123456789012:top*', topic, true],
  ['ArnLike', 'arn:aws:sns:*:*:top*', 'arn:aws:sns:us-east-1:top', false],
  ['ArnLike', 'arn:aws:someservice:*:111122223333:finance/*', far, false],
  ['StringLike', 'arn:aws:someservice:*:111122223333:finance/*', far, true],
  ['ArnLike', 'arn:aws:someservice:*:*:store/*:finance/*', far, true],
  ['ArnLike', '*', topic, true],
  ['ArnLike', '*', 'no arn', false],
  ['ArnLike', 'arn:aws:iam::111122223333:user/${aws:username}', 'arn:aws:iam::111122223333:user/ann', true],
  ['ArnLike', 'arn:aws:iam::111122223333:user/${aws:username}', 'arn:aws:iam::111122223333:user/bob', false],
  ['ArnEquals', topic, undefined, false],
  ['ArnNotEquals', topic, topic, false],
  ['ArnNotEquals', topic, `${topic}s`, true],
  ['ArnNotLike', 'arn:aws:sns:*:*:*', topic, false],
  ['ArnNotLike', 'arn:aws:sns:*:*:*', undefined, true],
] as const);

check('IAM User Guide, "Condition operators", IfExists and Null', [
  ['StringLikeIfExists', ['t1.*', 't2.*'], undefined, true],
  ['StringLikeIfExists', ['t1.*', 't2.*'], 't2.micro', true],
  ['StringLikeIfExists', ['t1.*', 't2.*'], 'm3.large', false],
  ['StringNotEqualsIfExists', 'a', undefined, true],
  ['StringNotEqualsIfExists', 'a', 'a', false],
  ['NumericLessThanIfExists', '5', undefined, true],
  ['NumericLessThanIfExists', '5', '6', false],
  ['IpAddressIfExists', '203.0.113.0/24', undefined, true],
  ['DateLessThanIfExists', '2020-01-01', '2021-01-01', false],
  ['ArnLikeIfExists', topic, undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'x', false],
  ['Null', 'true', [], true],
  ['Null', 'false', 'x', true],
  ['Null', 'false', undefined, false],
  ['Null', false, ['x'], true],
  ['Null', ['true', 'false'], undefined, true],
]);

check('IAM User Guide, "Creating a condition that tests multiple key values"', [
  ['ForAllValues:StringLike', ['PostDateTime', 'Message', 'Tags'], ['PostDateTime', 'Message'], true],
  ['ForAllValues:StringLike', ['PostDateTime', 'Message', 'Tags'], ['PostDateTime', 'UserName'], false],
  ['ForAllValues:StringLike', ['P*'], ['PostDateTime', 'Prefix'], true],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAllValues:StringEquals', ['a'], [], true],
  ['ForAllValues:StringEquals', ['a'], '', true],
  ['ForAllValues:StringEquals', ['a'], 'a', true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['a', 'd'], false],
  ['ForAllValues:StringEqualsIfExists', ['a'], undefined, true],
  ['ForAnyValue:StringLike', ['ID', 'PostDateTime'], ['PostDateTime', 'Message'], true],
  ['ForAnyValue:StringLike', ['ID', 'PostDateTime'], ['UserName', 'Message', 'PostDateTime'], true],
  ['ForAnyValue:StringLike', ['ID', 'PostDateTime'], ['UserName'], false],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ['ForAnyValue:StringEquals', ['a'], [], false],
  ['ForAnyValue:StringEquals', ['a', ''], '', false],
  ['ForAnyValue:StringNotEquals', ['1', '2'], '3', true],
  ['ForAnyValue:StringNotEquals', ['1', '2'], '2', false],
  ['ForAnyValue:StringNotEquals', ['1', '2'], ['2', '3'], true],
  ['ForAnyValue:StringNotEquals', ['1', '2'], undefined, false],
  ['ForAnyValue:StringEqualsIfExists', ['a'], undefined, true],
  ['ForAnyValue:NumericLessThan', '5', ['9', '4'], true],
  ['ForAllValues:NumericLessThan', '5', ['9', '4'], false],
  // A key with several values and no set operator: one that fits is enough.
  ['StringEquals', 'a', ['b', 'a'], true],
  ['StringNotEquals', 'a', ['b', 'a'], false],
  ['StringNotEquals', 'a', ['b', 'c'], true],
]);

check('IAM User Guide, "IAM policy elements: Variables and tags"', [
  ['StringEquals', '${aws:username}', 'ann', true],
  ['StringEquals', '${aws:username}', 'bob', false],
  ['StringEquals', '${AWS:USERNAME}', 'ann', true],
  ['StringEqualsIgnoreCase', '${aws:username}', 'ANN', true],
  ['StringLike', 'home/${aws:username}/*', 'home/ann/x', true],
  ['StringLike', 'home/${aws:username}/*', 'home/bob/x', false],
  ['StringLike', '${aws:PrincipalTag/team}-*', 'red-1', true],
  ['StringEquals', '${aws:absent}', '', false],
  ['StringEquals', '${aws:absent}', '${aws:absent}', false],
  ['StringNotEquals', '${aws:absent}', 'x', true],
  ['StringEquals', "${aws:absent, 'nobody'}", 'nobody', true],
  ['StringEquals', "${aws:username, 'nobody'}", 'nobody', false],
  ['StringEquals', '${*}', '*', true],
  ['StringEquals', '${?}${$}', '?$', true],
  ['StringLike', 'a${*}', 'ab', false],
  ['StringEquals', '${aws:several}', 'a', false],
  ['Bool', '${aws:username}', 'true', false],
]);

check(
  'IAM User Guide, "Variables and tags": literal without version 2012-10-17',
  [
    ['StringEquals', '${aws:username}', 'ann', false],
    ['StringEquals', '${aws:username}', '${aws:username}', true],
    ['StringLike', '${aws:username}*', '${aws:username}x', true],
    ['StringEquals', '${', '${', true],
  ],
  '2008-10-17',
);
check('IAM JSON policy elements, "Version": absent is 2008-10-17', [['StringEquals', '${*}', '${*}', true]], null);

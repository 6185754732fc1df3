import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extractToken, maxTokenLength } from './credential.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const long = 'x'.repeat(maxTokenLength + 1);

describe('the token of a package client', () => {
  const cases: [name: string, authorization: string | undefined, own: string | undefined, token: string | null][] = [
    ['Bearer', 'Bearer eyJ.a.b', undefined, 'eyJ.a.b'],
    ['Bearer in lower case with spaces', '  bearer   eyJ.a.b ', undefined, 'eyJ.a.b'],
    ['Token', 'Token eyJ.a.b', undefined, 'eyJ.a.b'],
    ['the token alone', 'eyJ.a.b', undefined, 'eyJ.a.b'],
    ['Basic with the user aws', basic('aws:eyJ.a.b'), undefined, 'eyJ.a.b'],
    ['Basic with any user', basic('somebody:eyJ.a.b'), undefined, 'eyJ.a.b'],
    ['Basic without a user', basic(':eyJ.a.b'), undefined, 'eyJ.a.b'],
    ['Basic with the token as the user', basic('eyJ.a.b:'), undefined, 'eyJ.a.b'],
    ['Basic without a colon', basic('eyJ.a.b'), undefined, 'eyJ.a.b'],
    ['Basic with a colon in the password', basic('aws:a:b'), undefined, 'a:b'],
    ["the format's own header", undefined, ' eyJ.a.b ', 'eyJ.a.b'],
    ["the format's own header beside another scheme", 'Negotiate abc', 'eyJ.a.b', 'eyJ.a.b'],
    ['Authorization before the own header', 'Bearer one', 'two', 'one'],
    ['nothing', undefined, undefined, null],
    ['an empty header', '', undefined, null],
    ['a scheme without a token', 'Bearer', undefined, null],
    ['an unknown scheme', 'Digest username="a"', undefined, null],
    ['an AWS signature', 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1', undefined, null],
    ['a token that is too long', `Bearer ${long}`, undefined, null],
    ['a password that is too long', basic(`aws:${long}`), undefined, null],
    ['an empty Basic', 'Basic ', undefined, null],
  ];
  for (const [name, authorization, own, token] of cases)
    it(`is ${token === null ? 'not found in' : 'found in'} ${name}`, () =>
      assert.equal(extractToken(authorization, own), token));
});

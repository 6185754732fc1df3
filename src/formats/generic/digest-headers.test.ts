import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestsOf } from '../../model/digests.ts';
import { promisedDigests } from './digest-headers.ts';

const { md5, sha1, sha256, sha512 } = digestsOf(Buffer.from('bytes'));
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

test('reads every header that promises a digest', () => {
  const all: readonly (readonly [Record<string, string>, object])[] = [
    [{}, {}],
    [
      { 'x-checksum-sha256': sha256.toUpperCase(), 'x-checksum-sha1': sha1 },
      { sha256, sha1 },
    ],
    [
      { 'x-checksum-md5': md5, 'x-checksum-sha512': ` ${sha512} ` },
      { md5, sha512 },
    ],
    [{ 'content-md5': base64(md5) }, { md5 }],
    [{ digest: `SHA-256=${base64(sha256)}, sha=${base64(sha1)},MD5=${base64(md5)}` }, { sha256, sha1, md5 }],
    [{ 'repr-digest': `sha-256=:${base64(sha256)}:, sha-512=:${base64(sha512)}:` }, { sha256, sha512 }],
    [{ 'content-digest': `sha-512=:${base64(sha512)}:`, 'x-checksum-sha512': sha512 }, { sha512 }],
    [{ 'repr-digest': 'crc32c=:AAAAAA==:', digest: 'unixsum=30637' }, {}],
  ];
  for (const [headers, digests] of all) assert.deepEqual(promisedDigests(headers), digests);
});

test('any digest comes through in hex and in base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const hex = Buffer.from(bytes).toString('hex');
      assert.deepEqual(promisedDigests({ 'x-checksum-sha256': hex, digest: `sha-256=${base64(hex)}` }), {
        sha256: hex,
      });
    }),
  );
});

test('refuses damaged digests, two that differ, and one of the encoded bytes', () => {
  const all: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ 'x-checksum-sha256': 'abc' }, /x-checksum-sha256 header holds no 32-byte digest/],
    [{ 'x-checksum-sha256': `${sha256}00` }, /no 32-byte digest/],
    [{ 'x-checksum-sha256': 'g'.repeat(64) }, /no 32-byte digest/],
    [{ 'content-md5': md5 }, /content-md5 header holds no 16-byte digest/],
    [{ digest: 'sha-256=' }, /no 32-byte digest/],
    [{ 'repr-digest': `sha-256=${base64(sha256)}` }, /must hold :base64: values/],
    [{ 'x-checksum-sha256': sha256, digest: `sha-256=${base64('00'.repeat(32))}` }, /two different sha-256/],
    [{ 'content-digest': `sha-256=:${base64(sha256)}:`, 'content-encoding': 'gzip' }, /send Repr-Digest instead/],
  ];
  for (const [headers, message] of all) assert.throws(() => promisedDigests(headers), message);
});

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { operations } from '../model.generated.ts';
import { readInput, takesStream, type WireRequest } from './read-input.ts';

const request: WireRequest = { query: [], headers: {}, body: Buffer.alloc(0) };
const bytes = (text: string): Buffer => Buffer.from(text);

describe('an input', () => {
  it('is gathered from where its members travel', () => {
    const query = [
      ['domain', 'acme'],
      ['domain-owner', '111122223333'],
    ] as const;
    const body = bytes('{"description":"text","upstreams":[{"repositoryName":"b"}],"tags":null}');
    assert.deepEqual(
      { ...readInput(operations.CreateRepository, { ...request, query, body }) },
      { domain: 'acme', domainOwner: '111122223333', description: 'text', upstreams: [{ repositoryName: 'b' }] },
    );
  });

  it('has numbers and truth values where the model says so', () => {
    const query = [
      ['duration', '900'],
      ['domain', '12'],
    ] as const;
    assert.deepEqual(
      { ...readInput(operations.GetAuthorizationToken, { ...request, query }) },
      { durationSeconds: 900, domain: '12' },
    );
    const flag = [['unfinished', 'true']] as const;
    assert.equal(readInput(operations.PublishPackageVersion, { ...request, query: flag })['unfinished'], true);
  });

  it('keeps a streaming body as it is', () => {
    const body = Readable.from([]);
    const headers = { 'x-amz-content-sha256': 'abc' };
    const input = readInput(operations.PublishPackageVersion, { ...request, headers, body });
    assert.equal(input['assetContent'], body);
    assert.equal(input['assetSHA256'], 'abc');
    assert.deepEqual(
      [takesStream(operations.PublishPackageVersion), takesStream(operations.CreateDomain)],
      [true, false],
    );
  });

  const refused: [name: string, change: Partial<WireRequest>, message: RegExp][] = [
    ['an unknown query parameter', { query: [['maxResults', '1']] }, /'maxResults' is unknown/],
    ['a query parameter named __proto__', { query: [['__proto__', '1']] }, /'__proto__' is unknown/],
    [
      'a query parameter twice',
      {
        query: [
          ['domain', 'a'],
          ['domain', 'b'],
        ],
      },
      /'domain' twice/,
    ],
    [
      'an unknown member',
      { body: bytes('{"description":"a","Description":"b"}') },
      /'Description' of the body is unknown/,
    ],
    ['a member named __proto__', { body: bytes('{"__proto__":{"description":"a"}}') }, /'__proto__' of the body/],
    ['a member that belongs into the query', { body: bytes('{"domain":"acme"}') }, /'domain' of the body/],
    ['malformed JSON', { body: bytes('{"description":') }, /not valid JSON/],
    ['JSON that is no object', { body: bytes('[]') }, /must be a JSON object/],
    ['bytes that are no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, /not valid JSON in UTF-8/],
    ['deep nesting', { body: bytes('['.repeat(100_000)) }, /not valid JSON/],
  ];
  for (const [name, change, message] of refused)
    it(`with ${name} is refused`, () =>
      assert.throws(() => readInput(operations.CreateRepository, { ...request, ...change }), {
        code: 'Validation',
        message,
      }));

  it('that is not an integer is refused where one is wanted', () =>
    assert.throws(
      () => readInput(operations.GetAuthorizationToken, { ...request, query: [['duration', '1e3']] }),
      /integer/,
    ));

  it('knows no parameters of a presigned URL', () =>
    assert.deepEqual({ ...readInput(operations.DescribeDomain, { ...request, query: [['X-Amz-Date', 'x']] }) }, {}));
});

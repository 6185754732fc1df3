import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import fc from 'fast-check';
import { newAccessKeyId, newSecretAccessKey } from '../kernel/ids.ts';
import { type Principal, unbounded } from '../model/principal.ts';
import { type VerifyOptions, verifySignature } from './sigv4.ts';
import { encodeComponent, parseTarget } from './sigv4-target.ts';

const accessKeyId = newAccessKeyId();
const secret = newSecretAccessKey();
const principal: Principal = {
  id: 1,
  accountId: '111122223333',
  kind: 'user',
  name: 'admin',
  uniqueId: 'AIDAEXAMPLE',
  arn: 'arn:aws:iam::111122223333:user/admin',
  principalArn: 'arn:aws:iam::111122223333:user/admin',
  ...unbounded,
  policies: [],
};
const now = new Date('2026-11-20T10:00:00Z');
const options: VerifyOptions = {
  findAccessKey: async (id, securityToken) =>
    id === accessKeyId && securityToken === null ? { secret, principal } : null,
  now,
  service: 'codeartifact',
  region: null,
  body: { kind: 'whole', maxBytes: 10_000 },
};

interface Sent {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

const verify = (sent: Sent, changed: Partial<VerifyOptions> = {}) =>
  verifySignature(
    {
      method: sent.method,
      target: parseTarget(sent.target),
      headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: Readable.from(sent.body === '' ? [] : [Buffer.from(sent.body)]),
    },
    { ...options, ...changed },
  );

type Query = Record<string, string | string[]>;
const targetOf = (path: string, query: Query): string => {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
  return `${path}?${pairs.map(([name, value]) => `${encodeComponent(name)}=${encodeComponent(value)}`).join('&')}`;
};

/** With `applyChecksum`, as the JS SDK has it, the hash of the body is a header too. */
const signerFor = (service = 'codeartifact', applyChecksum = true) =>
  new SignatureV4({
    credentials: { accessKeyId, secretAccessKey: secret },
    region: 'eu-west-1',
    service,
    sha256: Sha256,
    applyChecksum,
  });

interface Plain {
  method: string;
  path: string;
  query: Query;
  headers: Record<string, string>;
  body: string;
}

const plain: Plain = { method: 'POST', path: '/v1/domain', query: { domain: 'acme' }, headers: {}, body: '{}' };

const httpRequest = ({ method, path, query, headers, body }: Plain) => ({
  method,
  path,
  query,
  headers: { ...headers, host: '127.0.0.1:2633' },
  body: body === '' ? undefined : body,
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: 2633,
});

async function signByHeader(request: Plain, signingDate = now, service?: string, applyChecksum = true): Promise<Sent> {
  const signed = await signerFor(service, applyChecksum).sign(httpRequest(request), { signingDate });
  return { ...request, target: targetOf(request.path, request.query), headers: signed.headers };
}

async function presign(request: Plain, expiresIn = 900, signingDate = now): Promise<Sent> {
  const signed = await signerFor().presign(httpRequest(request), { signingDate, expiresIn });
  return { ...request, target: targetOf(signed.path, signed.query as Query), headers: signed.headers };
}

const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const queryOf = fc.dictionary(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((name) => !/^x-amz-|^__proto__$/i.test(name)),
  fc.oneof(anyText, fc.array(anyText, { minLength: 1, maxLength: 3 })),
  { maxKeys: 5 },
);
const pathOf = fc
  .array(fc.oneof(fc.constantFrom('', '.', '..', 'v1'), anyText.map(encodeComponent)), { maxLength: 5 })
  .map((segments) => `/${segments.join('/')}`);
const anyRequest: fc.Arbitrary<Plain> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: pathOf,
  query: queryOf,
  headers: fc.record({
    'x-amz-meta': fc.stringMatching(/^[ -~]{0,20}$/),
    'content-type': fc.constant('application/json'),
  }),
  body: fc.string({ maxLength: 50 }),
});

describe('a signature', () => {
  it('made by the Smithy signer, in headers, is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, fc.boolean(), async (request, applyChecksum) => {
        const verified = await verify(await signByHeader(request, now, undefined, applyChecksum));
        assert.equal(verified.principal, principal);
        assert.equal(verified.body.toString(), request.body);
      }),
    );
  });

  it('made by the Smithy signer, in the query, is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        assert.equal((await verify(await presign(request))).accessKeyId, accessKeyId);
      }),
    );
  });

  it('made by aws4 is accepted', async () => {
    const names = fc.stringMatching(/^[a-zA-Z0-9 ~!*'()%+-]{1,8}$/);
    const given = fc.record({
      query: fc.dictionary(names, fc.oneof(names, fc.array(names, { minLength: 1, maxLength: 3 })), { maxKeys: 4 }),
      body: fc.string({ maxLength: 50 }),
      signQuery: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ query, body, signQuery }) => {
        const headers = { Host: 'localhost', 'X-Amz-Date': '20261120T100000Z' };
        const asked = {
          method: 'POST',
          path: targetOf(
            '/v1/domain',
            signQuery ? { ...query, 'X-Amz-Expires': '60', 'X-Amz-Date': '20261120T100000Z' } : query,
          ),
          headers: signQuery ? { Host: 'localhost' } : headers,
          body,
          service: 'codeartifact',
          region: 'us-east-1',
          signQuery,
        };
        const signed = aws4.sign(asked, { accessKeyId, secretAccessKey: secret });
        const sentHeaders = Object.fromEntries(
          Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]),
        );
        const verified = await verify({ method: 'POST', target: signed.path ?? '', headers: sentHeaders, body });
        assert.equal(verified.principal, principal);
      }),
    );
  });

  it('is refused when any part of the request was changed afterwards', async () => {
    const sent = await signByHeader({ ...plain, headers: { 'x-amz-meta': 'a' } });
    const changes: Partial<Sent>[] = [
      { method: 'PUT' },
      { target: '/v1/domain?domain=acmf' },
      { target: '/v1/domain?domain=acme&domain=acme' },
      { target: '/v1/domains?domain=acme' },
      { headers: { ...sent.headers, host: 'elsewhere' } },
      { headers: { ...sent.headers, 'x-amz-meta': 'b' } },
    ];
    for (const change of changes)
      await assert.rejects(verify({ ...sent, ...change }), { failure: 'InvalidSignature' }, JSON.stringify(change));
    await assert.rejects(verify({ ...sent, body: '{ }' }), { code: 'Validation' });
    const unhashed = await signByHeader(plain, now, undefined, false);
    await assert.rejects(verify({ ...unhashed, body: '{ }' }), { failure: 'InvalidSignature' });
  });

  it('is refused when a header that matters is not covered by it', async () => {
    const sent = await signByHeader(plain);
    await assert.rejects(verify({ ...sent, headers: { ...sent.headers, 'x-amz-target': 'x' } }), {
      failure: 'InvalidSignature',
      message: /x-amz-target/,
    });
  });

  it('is refused with another secret, an unknown key or a session token', async () => {
    const sent = await signByHeader(plain);
    await assert.rejects(verify(sent, { findAccessKey: async () => ({ secret: newSecretAccessKey(), principal }) }), {
      failure: 'InvalidSignature',
    });
    await assert.rejects(verify(sent, { findAccessKey: async () => null }), { failure: 'UnrecognizedClient' });
    const token = await signByHeader({ ...plain, headers: { 'x-amz-security-token': 'abc' } });
    await assert.rejects(verify(token), { failure: 'UnrecognizedClient' });
  });

  it('is refused out of its time', async () => {
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    for (const seconds of [-901, 901])
      await assert.rejects(signByHeader(plain, at(seconds)).then(verify), { failure: 'RequestTimeTooSkewed' });
    for (const seconds of [-899, 899]) assert.ok(await verify(await signByHeader(plain, at(seconds))));
    assert.ok(await verify(await presign(plain, 3600, at(-3599))));
    await assert.rejects(presign(plain, 3600, at(-3601)).then(verify), { failure: 'SignatureExpired' });
    await assert.rejects(presign(plain, 60, at(901)).then(verify), { failure: 'RequestTimeTooSkewed' });
  });

  it('is refused for another service, and for another region where that is asked', async () => {
    await assert.rejects(signByHeader(plain, now, 's3').then(verify), { failure: 'InvalidSignature', message: /'s3'/ });
    const sent = await signByHeader(plain);
    await assert.rejects(verify(sent, { region: 'us-east-1' }), { failure: 'InvalidSignature', message: /us-east-1/ });
    assert.ok(await verify(sent, { region: 'eu-west-1' }));
  });
});

describe('a request', () => {
  const cases: [name: string, change: Partial<Sent>, failure: string][] = [
    ['without a signature', { headers: { host: 'x' } }, 'MissingAuthenticationToken'],
    ['with a bearer token', { headers: { host: 'x', authorization: 'Bearer abc' } }, 'IncompleteSignature'],
    [
      'with half a claim',
      { headers: { host: 'x', authorization: 'AWS4-HMAC-SHA256 Credential=a' } },
      'IncompleteSignature',
    ],
    ['with a parameter twice', { target: '/?X-Amz-Signature=a&X-Amz-Signature=b' }, 'IncompleteSignature'],
    [
      'signed for too long',
      { target: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604801' },
      'IncompleteSignature',
    ],
  ];
  for (const [name, change, failure] of cases)
    it(`${name} is refused as ${failure}`, () =>
      assert.rejects(verify({ method: 'GET', target: '/v1/domain', headers: { host: 'x' }, body: '', ...change }), {
        failure,
      }));

  it('whose query is no UTF-8 is refused', () => assert.throws(() => parseTarget('/?a=%ff'), { code: 'Validation' }));
});

describe('a body', () => {
  const content = 'some bytes';
  const hash = createHash('sha256').update(content).digest('hex');
  const signed = (declared: string, body: string) =>
    signByHeader({ ...plain, body, headers: { 'x-amz-content-sha256': declared } });

  it('that streams is given on as it comes and fails at its end when it is not what was signed', async () => {
    const stream = { body: { kind: 'stream' } } as const;
    const good = await verify(await signed(hash, content), stream);
    assert.equal(await text(good.body as Readable), content);
    const bad = await verify({ ...(await signed(hash, content)), body: 'other bytes' }, stream);
    await assert.rejects(text(bad.body as Readable), { code: 'Validation', message: new RegExp(hash) });
  });

  it('must be hashed, unless a presigned request has none', async () => {
    for (const declared of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', hash.toUpperCase()])
      await assert.rejects(signed(declared, content).then(verify), { failure: 'InvalidSignature' });
    const unsigned = { ...plain, query: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }, body: '' };
    const sent = await signerFor().presign(
      { ...httpRequest(unsigned), headers: { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      { signingDate: now, expiresIn: 60, unhoistableHeaders: new Set(['x-amz-content-sha256']) },
    );
    const request = { method: 'POST', target: targetOf(sent.path, sent.query as Query), headers: sent.headers };
    assert.ok(await verify({ ...request, body: '' }));
    await assert.rejects(verify({ ...request, body: content }), { code: 'Validation' });
  });

  it('is refused when it is too large or cut short', async () => {
    const sent = await signByHeader({ ...plain, body: 'x'.repeat(11_000) });
    await assert.rejects(verify(sent), { code: 'Validation', message: /10000 bytes/ });
    const cut = new Readable({
      read() {
        this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      },
    });
    const { headers } = await signByHeader(plain);
    const request = { method: 'POST', target: parseTarget('/v1/domain?domain=acme'), headers, body: cut };
    await assert.rejects(verifySignature(request, options), { code: 'Validation', message: /cut short/ });
  });
});

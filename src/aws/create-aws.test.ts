import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { type InProcessApi, startInProcessApi } from '../../test/support/in-process-api.ts';
import type { ApiRequest } from '../api/api.ts';
import { cborOfTexts } from './cbor-of-texts.ts';
import { renderXml } from './query/xml.ts';

let server: InProcessApi;
before(async () => {
  server = await startInProcessApi();
});
after(() => server[Symbol.asyncDispose]());

const scoped = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`,
});
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const ask = async (change: Partial<ApiRequest>) => {
  const request = { method: 'POST', target: '/', headers: {}, body: Readable.from([]), ...change };
  const { status, headers, body } = await server.api(request, 'request-1');
  assert.equal(headers['x-amzn-requestid'], 'request-1');
  return { status, headers, text: Buffer.from(body as string).toString('utf8') };
};

describe('a request for a service that is not here', () => {
  const cases: [service: string, request: Partial<ApiRequest>, status: number, text: RegExp][] = [
    ['s3', { method: 'GET', headers: scoped('s3') }, 501, /<Error><Code>NotImplemented<.*AWS_ENDPOINT_URL_S3 /],
    [
      'dynamodb',
      { headers: { ...scoped('dynamodb'), 'x-amz-target': 'T.ListTables' } },
      404,
      /"__type":"Unknown.*_DYNAMODB /,
    ],
    [
      'monitoring',
      { headers: { ...scoped('monitoring'), 'smithy-protocol': 'rpc-v2-cbor' } },
      404,
      /AWS_ENDPOINT_URL_CLOUDWATCH /,
    ],
    [
      'sns',
      { headers: { ...scoped('sns'), ...form } },
      404,
      /<ErrorResponse .*<Code>InvalidAction<.*AWS_ENDPOINT_URL_SNS /,
    ],
    ['lambda', { target: '/v1/domain', headers: scoped('lambda') }, 404, /AWS_ENDPOINT_URL_LAMBDA /],
    ['s3 by URL', { method: 'GET', target: '/b?X-Amz-Credential=A%2F20261120%2Fx%2Fs3%2Faws4_request' }, 501, /_S3 /],
    ['<s3>', { headers: { ...scoped('<x>'), ...form } }, 404, /&lt;x&gt;/],
  ];
  for (const [service, request, status, text] of cases)
    it(`(${service}) is told which variable to set, in its own protocol`, async () => {
      const answer = await ask(request);
      assert.equal(answer.status, status);
      assert.match(answer.text, text);
    });
});

describe('STS', () => {
  it('refuses in XML, with a Date, what is not signed', async () => {
    const answer = await ask({ headers: form });
    assert.equal(answer.status, 403);
    assert.match(answer.text, /<Type>Sender<\/Type><Code>MissingAuthenticationToken</);
    assert.ok(answer.headers['date']);
  });

  it('refuses a key that it does not know', async () => {
    const headers = {
      ...form,
      ...scoped('sts'),
      host: 'x',
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    };
    const today = {
      ...headers,
      authorization: headers.authorization.replace('20261120', headers['x-amz-date'].slice(0, 8)),
    };
    assert.match((await ask({ headers: today })).text, /<Code>InvalidClientTokenId</);
  });
});

describe('a request without a signature', () => {
  it('is for CodeArtifact unless its form says otherwise', async () => {
    const answer = await ask({ method: 'GET', target: '/favicon.ico' });
    assert.equal(answer.headers['x-amzn-errortype'], 'UnknownOperationException');
  });
});

describe('a rendering', () => {
  it('of XML escapes what would end an element, and what XML cannot hold', () =>
    assert.equal(
      renderXml([['a b="c"', [['d', '<&>"\u0001\ud800']]]]),
      '<a b="c"><d>&lt;&amp;&gt;&quot;\ufffd\ufffd</d></a>',
    ));

  it('of CBOR has the heads of RFC 8949', () => {
    assert.equal(cborOfTexts({ a: 'ü' }).toString('hex'), 'a1616162c3bc');
    assert.equal(
      cborOfTexts({ a: 'x'.repeat(24) })
        .subarray(3, 5)
        .toString('hex'),
      '7818',
    );
    assert.equal(
      cborOfTexts({ a: 'x'.repeat(300) })
        .subarray(3, 6)
        .toString('hex'),
      '79012c',
    );
  });
});

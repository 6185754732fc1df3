import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type InProcessApi, startInProcessApi } from '../../test/support/in-process-api.ts';
import type { ApiResponse } from './api.ts';
import { operations as models, type OperationName } from './model.generated.ts';
import { operations } from './operations/catalogue.ts';

const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });
let server: InProcessApi;
let admin: Codeartifact;

before(async () => {
  server = await startInProcessApi();
  admin = server.clientWith([allow('*')]);
});
after(() => server[Symbol.asyncDispose]());

/** A valid value for each required member, by its name or its shape. */
const samples: Readonly<Record<string, unknown>> = {
  DomainName: 'acme',
  RepositoryName: 'team',
  PackageFormat: 'generic',
  PackageName: 'left',
  PackageVersion: '1.0.0',
  AssetName: 'a.txt',
  Asset: 'bytes',
  // Of 'bytes'.
  SHA256: '277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',
  ExternalConnectionName: 'public:npmjs',
  PackageGroupPattern: '/generic/*',
  String: '/generic/*',
  PackageGroupOriginRestrictionType: 'PUBLISH',
  PackageVersionStatus: 'Published',
  PackageVersionList: ['1.0.0'],
  PackageOriginRestrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
  PolicyDocument: '{}',
  Arn: 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme',
  TagList: [{ key: 'a', value: 'b' }],
  TagKeyList: ['a'],
};

function sampleInput(name: OperationName): Record<string, unknown> {
  const required = models[name].input.filter((member) => 'required' in member);
  return Object.fromEntries(required.map((member) => [member.name, samples[member.shape]]));
}

const names = Object.keys(models) as OperationName[];
const callOf = (client: Codeartifact, name: OperationName): Promise<unknown> => {
  const method = (name[0]?.toLowerCase() + name.slice(1)) as 'createDomain';
  return client[method](sampleInput(name) as never);
};

const body = (response: ApiResponse) => JSON.parse(String(response.body)) as { message: string; reason?: string };
const send = (method: string, target: string, headers: Record<string, string> = {}) =>
  server.api({ method, target, headers: { host: 'x', ...headers }, body: Readable.from([]) }, 'request-1');

describe('every operation', () => {
  for (const name of names) {
    it(`${name} is decided on by its own name, and the refusal is audited`, async () => {
      assert.equal(operations[name].action, `codeartifact:${name}`);
      server.audited.length = 0;
      const others = names.filter((other) => other !== name).map((other) => `codeartifact:${other}`);
      const client = server.clientWith([allow(...others, 'codeartifact:ReadFromRepository', 'sts:*')]);
      await assert.rejects(callOf(client, name), {
        name: 'AccessDeniedException',
        message: new RegExp(`codeartifact:${name} `),
      });
      const [record, ...more] = server.audited;
      assert.deepEqual([record?.action, record?.outcome, more.length], [`codeartifact:${name}`, 'denied', 0]);
    });

    it(`${name} needs a signature`, async () => {
      const response = await send(models[name].method, models[name].path);
      assert.equal(response.status, 403);
      assert.equal(response.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
      assert.ok(response.headers['date']);
    });
  }
});

describe('what a call leaves in the audit trail', () => {
  it('is that it failed, and why', async () => {
    server.audited.length = 0;
    await assert.rejects(admin.describeDomain({ domain: 'absent' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    });
    const [record] = server.audited;
    assert.deepEqual([record?.outcome, record?.detail['error']], ['failed', 'ResourceNotFound']);
  });

  it('is the operation itself, whatever else had to be decided', async () => {
    server.audited.length = 0;
    await admin.createDomain({ domain: 'audited' });
    await admin.getAuthorizationToken({ domain: 'audited' });
    assert.deepEqual(
      server.audited.map(({ action, domainId }) => [action, typeof domainId]),
      [['codeartifact:GetAuthorizationToken', 'number']],
    );
  });
});

describe('a request', () => {
  it('at no path of the API is told so', async () => {
    const response = await send('GET', '/v1/nothing');
    assert.equal(response.status, 404);
    assert.equal(response.headers['x-amzn-errortype'], 'UnknownOperationException');
    assert.match(body(await send('PATCH', '/v1/domain')).message, /POST|GET|DELETE/);
  });

  it('may end its path with a slash', async () =>
    assert.equal(
      (await send('GET', '/v1/domain/')).headers['x-amzn-errortype'],
      'MissingAuthenticationTokenException',
    ));

  it('whose query cannot be read is refused', async () => {
    const response = await send('GET', '/v1/domain?domain=%zz');
    assert.deepEqual([response.status, body(response).reason], [400, 'CANNOT_PARSE']);
  });

  it('from a clock that is wrong corrects it and goes through', async () => {
    await using ahead = await startInProcessApi({ now: () => new Date(Date.now() + 3_600_000) });
    await assert.rejects(ahead.clientWith([allow('*')]).listDomains({}), { name: 'RequestTimeTooSkewed' });
    assert.ok(await ahead.clientWith([allow('*')], { maxAttempts: 2 }).listDomains({}));
  });

  it('is told all that is wrong with its members', async () => {
    await assert.rejects(admin.createRepository({ domain: 'A', repository: '' }), {
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      message: /^4 validation errors detected: .*'domain'.*'repository'/,
    });
  });
});

describe('an outage', () => {
  it('is logged once and answered as an internal error', async () => {
    await admin.createDomain({ domain: 'outage' });
    await admin.createRepository({ domain: 'outage', repository: 'team' });
    const input = { ...sampleInput('PublishPackageVersion'), domain: 'outage' };
    await assert.rejects(admin.publishPackageVersion(input as never), { name: 'InternalServerException' });
    assert.deepEqual(server.failures.map(String), ['Error: this API was started without bytes']);
  });
});

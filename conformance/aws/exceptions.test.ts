import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { startFakeUpstream } from '../../test/support/fake-upstream/fake-upstream.ts';
import { readModelledNames } from '../../test/support/modelled-names.ts';
import { addUser } from '../../test/support/principals.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { type Boto3Error, type Call, type CallError, callWithBoto3, cliCaller } from './callers.ts';

interface Refusal extends Call {
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  /** Asked by a user who may nothing. */
  readonly asGuest?: true;
}

const inStore = { domain: 'acme', repository: 'store' };

/** Exception to what is refused with it; being throttled is tried apart. */
const refusals: Readonly<Record<string, Refusal>> = {
  AccessDeniedException: { operation: 'ListDomains', input: {}, status: 403, members: {}, asGuest: true },
  ConflictException: {
    ...{ operation: 'CreateRepository', input: inStore, status: 409 },
    members: { resourceType: 'repository', resourceId: 'acme/store' },
  },
  InternalServerException: {
    operation: 'CopyPackageVersions',
    input: {
      ...{ domain: 'acme', sourceRepository: 'store', destinationRepository: 'app', format: 'npm', package: 'left' },
      ...{ versions: ['1.0.0'], includeFromUpstream: true },
    },
    status: 500,
    members: {},
  },
  ResourceNotFoundException: {
    ...{ operation: 'DescribePackage', input: { ...inStore, format: 'npm', package: 'none' }, status: 404 },
    members: { resourceType: 'package', resourceId: 'acme/store/npm/none' },
  },
  ServiceQuotaExceededException: {
    operation: 'TagResource',
    input: {
      resourceArn: 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme',
      tags: ['a', 'b'].map((key) => ({ key, value: '' })),
    },
    status: 402,
    members: { resourceType: 'domain', resourceId: 'acme' },
  },
  ValidationException: {
    ...{ operation: 'CreateDomain', input: { domain: 'Bad_Name' }, status: 400 },
    members: { reason: 'FIELD_VALIDATION_FAILED' },
  },
};

/** Sends requests with the key of `client` as long as `task` goes on. */
async function crowding<T>({ codeartifact }: TestServer, task: () => Promise<T>): Promise<T> {
  let isDone = false;
  const crowd = Promise.all(
    [0, 1, 2].map(async () => {
      while (!isDone) await codeartifact.listDomains({}).catch(() => null);
    }),
  );
  try {
    return await task();
  } finally {
    isDone = true;
    await crowd;
  }
}

/** The first that was refused: in a crowd a call may come through all the same. */
async function firstRefused<E>(ask: () => Promise<{ readonly error?: E }>): Promise<E> {
  for (let i = 0; i < 10; i++) {
    const { error } = await ask();
    if (error !== undefined) return error;
  }
  throw new Error('was never throttled');
}

describeWithClients(['aws', 'boto3'], 'every exception of the model', () => {
  let server: TestServer;
  let admin: AwsCli;
  let guest: AwsCli;
  before(async () => {
    const gone = await startFakeUpstream();
    await gone.close();
    server = await startServer({
      repositories: { store: [], app: [] },
      connections: { store: 'public:npmjs' },
      externalConnections: { 'public:npmjs': gone.url.href },
      env: { COFFER_QUOTAS: '{"tagsPerResource": 1}' },
    });
    admin = await awsCli(server);
    guest = await awsCli(server, { credentials: (await addUser(server, 'guest')).credentials });
  });
  after(() => server[Symbol.asyncDispose]());
  const callerOf = ({ asGuest }: Refusal): AwsCli => (asGuest === true ? guest : admin);

  it('is among those that are provoked', (context) => {
    const model = readModelledNames();
    if (model === null) return context.skip('this AWS CLI is not the one of npm run clients');
    assert.deepEqual([...Object.keys(refusals), 'ThrottlingException'].sort(), model.exceptions);
  });

  for (const [code, refusal] of Object.entries(refusals)) {
    it(`${code} reaches boto3, with its members`, async () => {
      const [outcome] = await callWithBoto3<{ error?: Boto3Error }>(callerOf(refusal), [refusal]);
      const { message, ...error } = outcome?.error ?? { message: '' };
      assert.deepEqual(error, { code, status: refusal.status, isModelled: true, members: refusal.members });
      assert.notEqual(message, '');
    });

    it(`${code} reaches the AWS CLI`, async () => {
      const outcome = await cliCaller(callerOf(refusal))(refusal);
      assert.ok('error' in outcome, JSON.stringify(outcome));
      assert.equal(outcome.error.code, code);
    });
  }

  it('ThrottlingException reaches both, with the time to come back', async () => {
    await using limited = await startServer({ env: { COFFER_THROTTLE_TOKEN: '1' } });
    const cli = await awsCli(limited);
    const listDomains = { operation: 'ListDomains', input: {} };
    const { message: _, ...told } = await crowding(limited, () =>
      firstRefused(async () => (await callWithBoto3<{ error?: Boto3Error }>(cli, [listDomains]))[0] ?? {}),
    );
    const members = { retryAfterSeconds: 1 };
    assert.deepEqual(told, { code: 'ThrottlingException', status: 429, isModelled: true, members });
    const call = cliCaller(cli);
    const shown = await crowding(limited, () =>
      firstRefused(async () => {
        const outcome = await call(listDomains);
        return 'error' in outcome ? outcome : ({} as { error?: CallError });
      }),
    );
    assert.equal(shown.code, 'ThrottlingException');
  });
});

import { Readable } from 'node:stream';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import type { Api, ApiRequest } from '../../src/api/api.ts';
import { createApi } from '../../src/api/create-api.ts';
import { createAws } from '../../src/aws/create-aws.ts';
import { generic } from '../../src/formats/generic/generic.ts';
import { createSessionSeals } from '../../src/identity/session-seals.ts';
import { createWebIdentities } from '../../src/identity/web-identity.ts';
import { type Clock, systemClock } from '../../src/kernel/clock.ts';
import { newAccessKeyId, newRequestId, newSecretAccessKey } from '../../src/kernel/ids.ts';
import { defaultQuotas } from '../../src/kernel/quotas.ts';
import { openRootKey } from '../../src/keys/root-key.ts';
import { connectSqlite } from '../../src/metadata/connect-sqlite.ts';
import type { AuditRecord } from '../../src/metadata/database.ts';
import { keyRecords } from '../../src/metadata/keys.ts';
import { type Principal, unbounded } from '../../src/model/principal.ts';
import { createAccess } from '../../src/registry/access.ts';
import { createExplainDecision } from '../../src/registry/explain-decision.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface InProcessApi extends AsyncDisposable {
  readonly api: Api;
  readonly audited: AuditRecord[];
  readonly failures: unknown[];
  /** The official client as a new user with these statements in its policy; its requests go straight to `api`. */
  clientWith(statements: readonly object[], config?: object, who?: Partial<Principal>): Codeartifact;
}

const headersOf = (headers: Readonly<Record<string, string>>): ApiRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

interface WireRequest {
  method: string;
  path: string;
  query: Readonly<Record<string, string | string[] | null>>;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

function targetOf({ path, query }: WireRequest): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value ?? ''))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** A request handler of the SDK that calls an Api instead of a socket. */
const requestHandler = (api: Api) => ({
  async handle(request: WireRequest) {
    const body = Readable.from(request.body === undefined ? [] : [Buffer.from(request.body)]);
    const { method } = request;
    const answer = await api(
      { method, target: targetOf(request), headers: headersOf(request.headers), body },
      newRequestId(),
    );
    const stream = answer.body instanceof Readable ? answer.body : Readable.from([Buffer.from(answer.body ?? '')]);
    return { response: { statusCode: answer.status, headers: answer.headers, body: stream } };
  },
});

/** The AWS services over a store of their own, without a server: no package formats but generic, no bytes. */
export async function startInProcessApi(clock: Clock = systemClock): Promise<InProcessApi> {
  const folder = await temporaryFolder('api');
  const database = await connectSqlite(`${folder}/coffer.db`);
  const { rootKey, keys: store } = keyRecords(database, clock);
  const root = await openRootKey({ folder: `${folder}/keys`, record: rootKey });
  const access = { database, region: 'us-east-1', anonymousRead: false };
  const openScope = createAccess(access);
  const keys = new Map<string, { secret: string; principal: Principal }>();
  const audited: AuditRecord[] = [];
  const failures: unknown[] = [];
  const common = {
    database,
    clock,
    throttle: null,
    findAccessKey: async (id: string) => keys.get(id) ?? null,
    auditReads: (records: readonly AuditRecord[]) => void audited.push(...records),
    logFailure: (error: unknown) => void failures.push(error),
  };
  const withoutBytes = () => {
    throw new Error('this API was started without bytes');
  };
  const codeartifact = createApi({
    ...common,
    region: 'us-east-1',
    regionStrict: false,
    quotas: defaultQuotas,
    formats: new Map([['generic', generic]]),
    connections: new Map([['public:npmjs', { format: 'npm' }]]),
    openScope,
    issueToken: async ({ domain, expiresAt }) => `${domain.name} until ${expiresAt.toISOString()}`,
    repositoryEndpoint: ({ format, domain, owner, repository }) =>
      `http://upstream.test/${format}/d/${domain}-${owner}/${repository}/`,
    publishDirect: withoutBytes,
    copyVersions: withoutBytes,
    openBlob: withoutBytes,
  });
  const seals = createSessionSeals({ root, store, clock });
  const fetchJson = async () => {
    throw new Error('this API asks nobody');
  };
  const webIdentity = { identities: createWebIdentities({ clock, fetchJson }), issuerAt: () => null };
  const region = 'us-east-1';
  const api = createAws({
    ...{ ...common, codeartifact, root, seals, openScope, region, webIdentity },
    explainDecision: createExplainDecision(access),
    identityChanged() {},
  });
  return {
    api,
    audited,
    failures,
    clientWith(statements, config = {}, who = {}) {
      const [accessKeyId, secretAccessKey] = [newAccessKeyId(), newSecretAccessKey()];
      const { accountId = '111122223333', name = `user-${keys.size}` } = who;
      const arn = `arn:aws:iam::${accountId}:user/${name}`;
      const principal: Principal = {
        ...{ id: keys.size + 1, accountId, kind: 'user', name, uniqueId: `AIDA${keys.size}`, arn, principalArn: arn },
        ...unbounded,
        policies: statements.length === 0 ? [] : [JSON.stringify({ Version: '2012-10-17', Statement: statements })],
        ...who,
      };
      keys.set(accessKeyId, { secret: secretAccessKey, principal });
      return new Codeartifact({
        region: 'us-east-1',
        endpoint: 'http://upstream.test',
        credentials: { accessKeyId, secretAccessKey },
        maxAttempts: 1,
        requestHandler: requestHandler(api) as never,
        ...config,
      });
    },
    async [Symbol.asyncDispose]() {
      await database.close();
    },
  };
}

import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import type { Api } from './api/api.ts';
import { createApi } from './api/create-api.ts';
import type { ApiDeps } from './api/deps.ts';
import type { OperationName } from './api/model.generated.ts';
import { runOperation } from './api/run-operation.ts';
import { type ReadTrail, startReadTrail } from './audit/read-trail.ts';
import { createAws } from './aws/create-aws.ts';
import type { AwsDeps } from './aws/deps.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { fetchIssuer } from './compose/fetch-issuer.ts';
import { type Identity, openIdentity } from './compose/open-identity.ts';
import { openStores } from './compose/open-stores.ts';
import type { Settings } from './config/settings.ts';
import { createAnswerCache } from './documents/answer-cache.ts';
import { createDocumentCache } from './documents/document-cache.ts';
import { createGenerations } from './documents/generations.ts';
import { catalogue } from './formats/catalogue.ts';
import { authenticate, bearerOf } from './http/authenticate.ts';
import { UnauthenticatedError } from './http/failure.ts';
import { type FrontDoorDeps, frontDoor } from './http/handle-request.ts';
import { createOriginOf, type OriginOf } from './http/request-origin.ts';
import { startServer, type TlsFiles } from './http/server.ts';
import { createWarmAnswers } from './http/warm-answers.ts';
import type { AuthTokens } from './identity/auth-token.ts';
import { bootstrapAdmin } from './identity/bootstrap-admin.ts';
import { writeCredentialFiles } from './identity/credential-files.ts';
import { createIssuerAt } from './identity/issuer-at.ts';
import type { PrincipalsDeps } from './identity/principals.ts';
import { createWebIdentities } from './identity/web-identity.ts';
import { systemClock } from './kernel/clock.ts';
import { newRequestId } from './kernel/ids.ts';
import type { KeyRingDeps } from './keys/key-ring.ts';
import type { Database } from './metadata/database.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { accountRoot } from './model/principal.ts';
import { createAccess, type OpenScope } from './registry/access.ts';
import { copyVersions } from './registry/copy-versions.ts';
import { createExplainDecision } from './registry/explain-decision.ts';
import { createFindPlace, type PlaceAddress } from './registry/find-place.ts';
import type { RegistryDeps } from './registry/place.ts';
import { publishDirect } from './registry/publish-direct.ts';
import { createThrottle, type Throttle } from './registry/throttle.ts';
import { startSweeping } from './tasks/jobs/start-sweeping.ts';
import { type ExternalConnection, resolveConnections } from './upstreams/connections.ts';
import { createUpstreams } from './upstreams/create-upstreams.ts';
import { startIndexReader } from './upstreams/index-reader.ts';
import { originClient } from './upstreams/origin-client.ts';

const clock = systemClock;

/** TypeScript in a checkout, JavaScript in the package. */
const indexThread = new URL(
  `./compose/index-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

type Log = ReturnType<typeof pino>;

export interface RunningCoffer {
  /** Where it listens; without a '/' at the end. */
  readonly url: string;
  /** Runs an operation of the API as the account itself. RegistryError for what the caller can act on. */
  asAdmin(operation: OperationName, input: object): Promise<Readonly<Record<string, unknown>>>;
  /** Ends what is under way, within the grace time, and then everything else. */
  close(): Promise<void>;
}

/** What is opened first, and closed last. */
interface Stores {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly identity: PrincipalsDeps & { readonly ring: KeyRingDeps };
}

async function openEverything(settings: Settings, closing: AsyncDisposableStack): Promise<Stores> {
  const { database, blobs, root, ring } = closing.use(await openStores(settings));
  return {
    database,
    blobs,
    identity: { database, root, ring, clock },
  };
}

async function ensureAdmin(identity: PrincipalsDeps, { accountId, adminCredentials }: Settings): Promise<void> {
  await bootstrapAdmin(identity, {
    accountId,
    ...(adminCredentials !== null && {
      accessKey: { id: adminCredentials.accessKeyId, secret: adminCredentials.secretAccessKey },
    }),
  });
}

function startUpstreams(
  { externalConnections, proxies, trustedIssuers, quotas }: Settings,
  { database, blobs }: Stores,
  log: Log,
  closing: AsyncDisposableStack,
): Pick<Inside, 'upstreams' | 'connections' | 'webIdentity'> {
  const connections = resolveConnections(externalConnections);
  const client = originClient({ proxies });
  const indexReader = startIndexReader(indexThread);
  closing.defer(() => indexReader.close());
  const upstreams = createUpstreams({
    database,
    blobs,
    formats: catalogue,
    connections,
    originClient: client,
    indexReader,
    clock,
    log,
    quotas,
  });
  closing.defer(() => upstreams.settled());
  closing.defer(() => client.close());
  const identities = createWebIdentities({ clock, fetchJson: fetchIssuer(client) });
  return { upstreams, connections, webIdentity: { identities, issuerAt: createIssuerAt(trustedIssuers) } };
}

function issueToken(tokens: AuthTokens): ApiDeps['issueToken'] {
  return async ({ principal, session, domain, expiresAt, accessKeyId }) => {
    const durationSeconds = Math.round((expiresAt.getTime() - clock.now().getTime()) / 1000);
    const subject = { principalId: principal.uniqueId, principalArn: principal.arn, accessKeyId: accessKeyId ?? '' };
    return (await tokens.issue({ ...subject, session, domain }, durationSeconds)).token;
  };
}

const nullWhenUnauthenticated = (error: unknown): null => {
  if (error instanceof UnauthenticatedError) return null;
  throw error;
};

/** Where it listens; ends in '/'. */
const addressOf = ({ hosts: [host], tls }: Settings, port: number): URL => {
  const address = host?.address ?? '127.0.0.1';
  return new URL(`${tls === null ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}/`);
};

/** Path style below `base`, or host style beside it. */
function repositoryUrlAt(base: URL, suffix: string | null, format: string, address: PlaceAddress): URL {
  const { domain, owner, repository } = address;
  if (suffix === null) return new URL(`${format}/d/${domain}-${owner}/${repository}/`, base);
  const url = new URL(`${format}/${repository}/`, base);
  url.hostname = `${domain}-${owner}.${suffix}`;
  return url;
}

async function readTls({ tls }: Settings): Promise<TlsFiles | null> {
  if (tls === null) return null;
  const [cert, key] = await Promise.all([readFile(tls.certPath), readFile(tls.keyPath)]);
  return { cert, key };
}

const withoutSlash = ({ href }: URL): string => href.replace(/\/$/, '');

function startLog({ logLevel }: Settings, closing: AsyncDisposableStack): Log {
  const destination = pino.destination({ dest: 2, sync: false });
  closing.defer(() => destination.flushSync());
  return pino({ level: logLevel, base: null }, destination);
}

function startTrail(
  { auditReads }: Settings,
  { database }: Stores,
  log: Log,
  closing: AsyncDisposableStack,
): ReadTrail {
  const trail = startReadTrail(database, {
    reads: auditReads,
    onFailure: (error) => log.error({ err: error }, 'audit records could not be written'),
  });
  closing.defer(() => trail.close());
  return trail;
}

/** What the doors of the server are made from. */
interface Inside extends RegistryDeps, Identity {
  readonly region: string;
  readonly webIdentity: AwsDeps['webIdentity'];
  readonly connections: ReadonlyMap<string, ExternalConnection>;
  readonly openScope: OpenScope;
  readonly throttle: Throttle | null;
  readonly originOf: OriginOf;
  readonly explainDecision: AwsDeps['explainDecision'];
  readonly auditReads: ReadTrail['append'];
  readonly anonymousRead: boolean;
  readonly logFailure: (error: unknown, requestId: string) => void;
  /** As clients must see it; ends in '/'. */
  readonly repositoryUrl: (format: string, address: PlaceAddress) => URL;
}

function apiDeps(inside: Inside, { regionStrict }: Settings): ApiDeps {
  return {
    ...inside,
    regionStrict,
    issueToken: issueToken(inside.tokens),
    repositoryEndpoint: (request) => inside.repositoryUrl(request.format, request).href,
    publishDirect: (scope, place, upload) => publishDirect(inside, place, scope, upload),
    copyVersions: (scope, request) => copyVersions(inside, scope, request),
    openBlob: (blob) => inside.blobs.open(blob),
  };
}

function frontDeps(
  inside: Inside,
  codeartifact: Api,
  log: Log,
): Omit<FrontDoorDeps, 'maxRequests' | 'clientIdleSeconds'> {
  const { database, blobs, repositoryUrl } = inside;
  return {
    ...inside,
    metrics: createMetrics(),
    api: createAws({ ...inside, codeartifact }),
    authenticate: (headers, credentialHeader) => authenticate(inside, headers, credentialHeader),
    verifyCredential: (secret) => bearerOf(inside, secret).catch(nullWhenUnauthenticated),
    findPlace: createFindPlace(database),
    warm: createWarmAnswers({ clock, database }),
    repositoryBase: ({ domain, repository, format }) =>
      repositoryUrl(format.id, { domain: domain.domain, owner: domain.owner, repository: repository.name }),
    async checkReady() {
      await Promise.all([database.check(), blobs.check()]);
    },
    logRequest: (entry) => log.info(entry, 'request'),
  };
}

/** Builds every object once, by hand, and serves. Rejects, leaving nothing open, when it cannot. */
export async function startCoffer(settings: Settings): Promise<RunningCoffer> {
  await using opened = new AsyncDisposableStack();
  const log = startLog(settings, opened);
  const stores = await openEverything(settings, opened);
  await ensureAdmin(stores.identity, settings);
  const trail = startTrail(settings, stores, log, opened);
  const sweeping = startSweeping({ ...stores, clock, log, graceSeconds: settings.gcGraceSeconds });
  opened.defer(() => sweeping.close());
  const identity = openIdentity(stores.identity, (error) => log.error({ err: error }, 'a use could not be recorded'));
  opened.defer(() => identity.settled());
  const generations = createGenerations(stores.database);
  let listening: URL | null = null;
  const inside: Inside = {
    ...stores,
    ...startUpstreams(settings, stores, log, opened),
    ...identity,
    region: settings.region,
    formats: catalogue,
    quotas: settings.quotas,
    clock,
    documents: createDocumentCache({ generations, clock }),
    assets: createAnswerCache({ generations, clock }),
    openScope: createAccess({ ...settings, database: stores.database }),
    explainDecision: createExplainDecision({ ...settings, database: stores.database }),
    throttle: createThrottle(settings),
    originOf: createOriginOf(settings.trustedProxies),
    anonymousRead: settings.anonymousRead,
    auditReads: trail.append,
    logFailure: (error, requestId) => log.error({ err: error, requestId }, 'a request failed'),
    repositoryUrl: (format, address) => {
      const base = settings.publicUrl ?? listening ?? addressOf(settings, settings.port);
      return repositoryUrlAt(base, settings.endpointSuffix, format, address);
    },
  };
  const api = apiDeps(inside, settings);
  const server = await startServer(frontDoor({ ...settings, ...frontDeps(inside, createApi(api), log) }), {
    ...settings,
    tls: await readTls(settings),
  });
  opened.defer(() => server.close());
  listening = addressOf(settings, server.port);
  const url = withoutSlash(listening);
  await writeCredentialFiles(stores.identity, {
    dataDir: settings.dataDir,
    region: settings.region,
    endpoint: settings.publicUrl === null ? url : withoutSlash(settings.publicUrl),
  });
  const caller = accountRoot(settings.accountId);
  const running = opened.move();
  return {
    url,
    asAdmin: (name, input) =>
      runOperation(api, { name, input: { ...input }, caller, accessKeyId: null, requestId: newRequestId() }),
    close: () => running.disposeAsync(),
  };
}

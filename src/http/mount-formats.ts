import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, ClientAction, Format, FormatRequest, FormatResponse } from '../formats/format.ts';
import { extractToken } from '../identity/credential.ts';
import { computedMember } from '../kernel/computed-member.ts';
import { notFound, RegistryError } from '../kernel/errors.ts';
import { createTurns } from '../kernel/turns.ts';
import { anonymous, type Principal } from '../model/principal.ts';
import type { OpenScope } from '../registry/access.ts';
import type { FindPlace } from '../registry/find-place.ts';
import { arnOfPackage, arnOfRepository, type Place, type RegistryDeps, touchedBy } from '../registry/place.ts';
import type { RequestScope } from '../registry/request-scope.ts';
import { scopedRepository } from '../registry/scoped-repository.ts';
import type { Sender, Throttle } from '../registry/throttle.ts';
import { failureOf, outage, UnauthenticatedError } from './failure.ts';
import { type MatchedRoute, matchRoute } from './match-route.ts';
import { requestBody } from './request-body.ts';
import type { OriginOf } from './request-origin.ts';
import type { PackagePath } from './request-path.ts';
import { sendAnswer, sendWhole } from './send.ts';
import type { WarmAnswers, WholeAnswer } from './warm-answers.ts';
import { withoutTokens } from './without-tokens.ts';

/** Who a package request's token belongs to, and which domain it is for. */
export interface Bearer {
  readonly principal: Principal;
  readonly credential: string;
  /** Names the token without being it. */
  readonly tokenId: string;
  readonly domainId: number;
}

export interface FormatMountDeps extends RegistryDeps {
  readonly openScope: OpenScope;
  readonly originOf: OriginOf;
  /** null: requests are not counted. */
  readonly throttle: Throttle | null;
  /** The caller of a valid token; UnauthenticatedError says what is wrong with any other. */
  authenticate(headers: IncomingMessage['headers'], credentialHeader: string | undefined): Promise<Bearer>;
  verifyCredential(secret: string): Promise<Bearer | null>;
  /** Repositories whose policy says so may be read without a token. */
  readonly anonymousRead: boolean;
  readonly findPlace: FindPlace;
  repositoryBase(place: Place): URL;
  readonly warm: WarmAnswers;
  auditReads(records: ReturnType<RequestScope['takeAudit']>): void;
  logFailure(error: unknown, requestId: string): void;
}

export interface PackageRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly path: PackagePath;
  readonly query: string;
  readonly expectsContinue: boolean;
}

const senderOf = ({ originOf }: FormatMountDeps, { request }: PackageRequest, bearer: Bearer | null): Sender =>
  bearer === null
    ? { credential: `address ${originOf(request).sourceIp}`, accountId: null }
    : { credential: bearer.credential, accountId: bearer.principal.accountId };

const callerOf = ({ principal, credential }: Bearer): Caller => ({ name: principal.name, credential });

/** Holding any one of a route's actions lets the request in; the refusal names the last. */
async function authorizeRoute(place: Place, scope: RequestScope, { route, params }: MatchedRoute): Promise<void> {
  const { access } = route;
  if (access === 'anonymous' || access === 'authenticated') return;
  const subject = typeof route.subject === 'function' ? route.subject(params) : undefined;
  const resourceOf = (action: ClientAction): string =>
    action === 'ReadFromRepository' || subject === undefined ? arnOfRepository(place) : arnOfPackage(place, subject);
  let refusal: unknown = null;
  for (const action of access) {
    try {
      return await scope.authorize(`codeartifact:${action}`, resourceOf(action), touchedBy(place));
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

function headersOf(request: IncomingMessage): FormatRequest['headers'] {
  const headers: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

const wantsFresh = (request: IncomingMessage): boolean => /\bno-cache\b/.test(request.headers['cache-control'] ?? '');

const unknownPlace = ({ domain, owner, repository }: PackagePath): RegistryError =>
  notFound({ type: 'repository', id: `${domain}/${repository} (domain owner ${owner})` });

function scopeOf(deps: FormatMountDeps, { request, requestId }: PackageRequest, bearer: Bearer | null): RequestScope {
  return deps.openScope({
    requestId,
    caller: bearer?.principal ?? anonymous,
    now: deps.clock.now(),
    detail: {
      httpMethod: request.method ?? '',
      requestUri: withoutTokens(request.url ?? ''),
      tokenId: bearer?.tokenId ?? null,
    },
    origin: deps.originOf(request),
  });
}

function carriesToken({ headers }: IncomingMessage, { credentialHeader }: Format): boolean {
  const own = credentialHeader === undefined ? undefined : headers[credentialHeader.toLowerCase()];
  return extractToken(headers.authorization, Array.isArray(own) ? own[0] : own) !== null;
}

/** Whose token it is; null: nobody's, where the route or the repository may be open to everybody. */
async function findBearer(
  deps: FormatMountDeps,
  { request }: PackageRequest,
  format: Format,
  matched: MatchedRoute | null,
): Promise<Bearer | null> {
  const access = matched?.route.access;
  if (access === 'anonymous') return null;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (deps.anonymousRead && isRead && Array.isArray(access) && !carriesToken(request, format)) return null;
  return deps.authenticate(request.headers, format.credentialHeader);
}

/** Who may not do something and has not said who they are is asked for it. */
const askForToken = (error: unknown, bearer: Bearer | null): unknown =>
  bearer === null && error instanceof RegistryError && error.code === 'AccessDenied'
    ? new UnauthenticatedError('This repository asks for a token.')
    : error;

/** The place that the path names, once the caller may know of it. */
async function admit(
  deps: FormatMountDeps,
  { path }: PackageRequest,
  format: Format,
  bearer: Bearer | null,
): Promise<Place> {
  const place = await deps.findPlace(path, format);
  if (place === null && bearer === null) throw new UnauthenticatedError('This repository asks for a token.');
  if (place === null) throw unknownPlace(path);
  if (bearer !== null && place.domain.id !== bearer.domainId)
    throw new RegistryError(
      'AccessDenied',
      `This token is for another domain than '${path.domain}'; ask get-authorization-token for one of this domain.`,
    );
  return place;
}

interface Admitted {
  readonly place: Place;
  readonly scope: RequestScope;
  readonly caller: Caller | null;
}

const withBody = computedMember('body');

function formatRequest(
  { quotas }: FormatMountDeps,
  { request, response, path, query, expectsContinue }: PackageRequest,
  params: FormatRequest['params'],
  caller: Caller | null,
): FormatRequest {
  let body: FormatRequest['body'] | null = null;
  const head = { path: path.rest, params, query: new URLSearchParams(query), headers: headersOf(request), caller };
  // Most requests have none: a stream is made only for who asks.
  return withBody(head, () => {
    body ??= requestBody(quotas, request, response, expectsContinue);
    return body;
  });
}

async function answer(
  deps: FormatMountDeps,
  incoming: PackageRequest,
  matched: MatchedRoute,
  admitted: Admitted,
): Promise<WholeAnswer | null> {
  const { request } = incoming;
  const { place, scope, caller } = admitted;
  const { route, params } = matched;
  const repository = scopedRepository(deps, place, scope, {
    base: deps.repositoryBase(place),
    noCache: wantsFresh(request),
    verifyCredential: async (secret) => {
      const bearer = await deps.verifyCredential(secret);
      return bearer !== null && bearer.domainId === place.domain.id ? callerOf(bearer) : null;
    },
  });
  try {
    const handled = route.handle(formatRequest(deps, incoming, params, caller), repository.port);
    if (route.subject === 'in-body') {
      await handled.catch(() => undefined);
      if (scope.decisions === 0) await authorizeRoute(place, scope, matched);
    }
    const answered = await handled;
    if (Array.isArray(route.access) && scope.decisions === 0)
      throw new Error(`route ${route.method} ${String(route.path)} answered without a decision`);
    return await sendAnswer(incoming, answered);
  } finally {
    await repository.release();
  }
}

async function sendFailure(
  deps: FormatMountDeps,
  incoming: PackageRequest,
  format: Format,
  error: unknown,
): Promise<void> {
  const { response, requestId } = incoming;
  const failure = failureOf(error, requestId);
  const hungUp = response.destroyed;
  if (failure === null && !hungUp) deps.logFailure(error, requestId);
  if (response.headersSent || hungUp) {
    response.destroy();
    return;
  }
  const told = failure ?? outage(requestId);
  const worded: FormatResponse = format.renderError(told);
  const retry: Record<string, string> =
    told.retryAfterSeconds === null ? {} : { 'retry-after': String(told.retryAfterSeconds) };
  await sendAnswer(incoming, {
    ...worded,
    status: worded.status ?? told.status,
    headers: { ...retry, ...worded.headers },
  });
}

/** Reads never wait behind a burst of writes that came in together. */
const writersTurn = createTurns();

async function answerAnew(deps: FormatMountDeps, format: Format, incoming: PackageRequest): Promise<void> {
  const { request, path } = incoming;
  let scope: RequestScope | null = null;
  let bearer: Bearer | null = null;
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') await writersTurn();
    const begun = deps.warm.begin();
    const matched = matchRoute(format.routes as Format<never>['routes'], request.method ?? '', path.rest);
    bearer = await findBearer(deps, incoming, format, matched);
    deps.throttle?.(senderOf(deps, incoming, bearer));
    if (matched === null)
      throw new RegistryError(
        'ResourceNotFound',
        `${request.method} /${path.rest} is not part of the ${format.id} protocol here.`,
      );
    scope = scopeOf(deps, incoming, bearer);
    const place = await admit(deps, incoming, format, bearer);
    if (matched.route.subject !== 'in-body') await authorizeRoute(place, scope, matched);
    const sent = await answer(deps, incoming, matched, { place, scope, caller: bearer && callerOf(bearer) });
    const audit = scope.takeAudit();
    deps.auditReads(audit);
    if (sent !== null && scope.isRepeatable) deps.warm.keep(request, begun, sent, audit);
  } catch (error) {
    await sendFailure(deps, incoming, format, askForToken(error, bearer));
  } finally {
    deps.auditReads(scope?.takeAudit() ?? []);
  }
}

/** Answers a package request in its format's own words: route, authenticate, authorise, only then the body. */
export async function handlePackageRequest(
  deps: FormatMountDeps,
  format: Format,
  incoming: PackageRequest,
): Promise<void> {
  const { request, response, requestId } = incoming;
  // Where requests are counted, each is worked out: whose it is comes with that.
  const warm = deps.throttle === null ? deps.warm.find(request, requestId) : null;
  if (warm === null) return answerAnew(deps, format, incoming);
  deps.auditReads(warm.audit);
  sendWhole(response, warm);
}

import type { Clock } from '../kernel/clock.ts';
import { RegistryError } from '../kernel/errors.ts';
import { limits } from '../kernel/limits.ts';
import { type CircuitBreaker, circuitBreaker } from './circuit-breaker.ts';
import { type ExternalConnection, inertReason } from './connections.ts';
import { acceptedEncodings, inflateBody } from './inflate-body.ts';
import type { OriginClient, OriginReply } from './origin-client.ts';
import { type Outcome, persist } from './persist.ts';
import { parseRetryAfter } from './retry-delay.ts';
import { type Slots, slots } from './slots.ts';
import { describeFailure, isTransport, mayPass, upstreamFailure } from './upstream-failure.ts';

const defaults = {
  maxDocumentBytes: limits.upstreamDocumentBytes as number,
  /** Requests under way to one connection, of documents and of assets each. */
  maxConcurrent: 32,
  /** Further attempts after a failure that may pass. */
  maxRetries: 2,
  documentMilliseconds: 120_000,
  assetMilliseconds: 3_600_000,
  questionMilliseconds: 15_000,
};

export interface UpstreamRequestsOptions extends Partial<typeof defaults> {
  readonly clock: Clock;
  readonly originClient: OriginClient;
}

export interface DocumentRequest {
  readonly accept: string;
  readonly validators?: { readonly etag: string | null; readonly lastModified: string | null };
  /** Asks caches on the way to look again at the origin. */
  readonly noCache?: boolean;
}

/** `body` is inflated, and empty but for status 200; it must be read, at least by breaking out of a loop over it. */
export interface OriginDocument {
  /** 404 stands for 410 too. */
  readonly status: 200 | 304 | 404;
  readonly headers: ReadonlyMap<string, string>;
  /** After redirects: what relative links in the body refer to. */
  readonly url: URL;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface OriginAsset {
  /** As the upstream declared it. */
  readonly sizeBytes: number | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A question whose answer is not kept: a POST where there is a body, else a GET. */
export interface Question {
  readonly accept: string;
  readonly body: { readonly text: string; readonly contentType: string } | null;
}

/** Asks upstreams, with patience for passing failures. What it throws is a RegistryError fit for clients. */
export interface UpstreamRequests {
  fetchDocument(connection: ExternalConnection, url: URL, request: DocumentRequest): Promise<OriginDocument>;
  /** The bytes as they are, never inflated; null: the upstream does not have it. */
  openAsset(connection: ExternalConnection, url: URL): Promise<OriginAsset | null>;
  /** null: the upstream has no such service. */
  consult(connection: ExternalConnection, url: URL, question: Question): Promise<OriginDocument | null>;
}

/** What is kept of one connection. */
interface Lane {
  readonly breaker: CircuitBreaker;
  readonly documents: Slots;
  readonly assets: Slots;
}

interface Requests extends Required<UpstreamRequestsOptions> {
  laneOf(connection: ExternalConnection): Lane;
}

type Headers = Readonly<Record<string, string>>;

/** A status that is no answer. */
function refusal(
  connection: ExternalConnection,
  url: URL,
  status: number,
  retryAfterMilliseconds: number | null,
): Outcome<OriginReply> {
  const hint = status === 401 || status === 403 ? '; check the credentials of the connection' : '';
  const seconds =
    retryAfterMilliseconds === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMilliseconds / 1000) };
  return {
    kind: 'failed',
    failure: upstreamFailure(connection, url, `it answered with status ${status}${hint}`, seconds),
    again: status >= 500 || status === 429 || status === 408,
    counts: status >= 500,
    retryAfterMilliseconds,
  };
}

/** One question to one upstream, as often as it takes. */
interface Asking {
  readonly connection: ExternalConnection;
  readonly url: URL;
  readonly kind: 'documents' | 'assets';
  readonly milliseconds: number;
  /** Statuses that are an answer; what is none may pass. */
  readonly answers: ReadonlySet<number>;
  send(signal: AbortSignal): Promise<OriginReply>;
}

const getAnswers = new Set([200, 304, 404, 410]);
/** 405 and 501: there is no such service. */
const questionAnswers = new Set([200, 404, 405, 410, 501]);

async function attempt(
  requests: Requests,
  { connection, url, milliseconds, answers, send }: Asking,
): Promise<Outcome<OriginReply>> {
  try {
    const reply = await send(AbortSignal.timeout(milliseconds));
    if (answers.has(reply.status)) return { kind: 'reply', reply };
    await reply.body.dump();
    const retryAfter = parseRetryAfter(reply.headers.get('retry-after'), requests.clock.now());
    return refusal(connection, url, reply.status, retryAfter);
  } catch (cause) {
    return {
      kind: 'failed',
      failure: upstreamFailure(connection, url, describeFailure(cause), { cause }),
      again: mayPass(cause),
      counts: isTransport(cause),
      retryAfterMilliseconds: null,
    };
  }
}

/** Holds a slot until the reply's body is closed, which the time limit of the attempt sees to at the latest. */
async function ask(requests: Requests, asking: Asking): Promise<OriginReply> {
  const { connection, url, kind } = asking;
  const reason = inertReason(connection);
  if (reason !== null) throw new RegistryError('InternalServer', reason);
  const lane = requests.laneOf(connection);
  const release = await lane[kind].take();
  try {
    const reply = await persist(
      lane.breaker,
      requests.maxRetries,
      () => attempt(requests, asking),
      (wait) => notAsked(connection, url, Math.ceil(wait / 1000)),
    );
    reply.body.once('close', release);
    if (reply.status !== 200) void reply.body.dump();
    return reply;
  } catch (error) {
    release();
    throw error;
  }
}

const askFor = (
  requests: Requests,
  connection: ExternalConnection,
  url: URL,
  kind: 'documents' | 'assets',
  headers: Headers,
): Promise<OriginReply> =>
  ask(requests, {
    ...{ connection, url, kind, answers: getAnswers },
    milliseconds: kind === 'documents' ? requests.documentMilliseconds : requests.assetMilliseconds,
    send: (signal) => requests.originClient.get(connection, url, headers, signal),
  });

const notAsked = (connection: ExternalConnection, url: URL, retryAfterSeconds: number): RegistryError =>
  upstreamFailure(
    connection,
    url,
    `it failed or asked for a pause, and is not asked again for ${retryAfterSeconds} s`,
    { retryAfterSeconds },
  );

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Gives the failures of a body their words, and tells the circuit of them. */
async function* explained(
  requests: Requests,
  connection: ExternalConnection,
  url: URL,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    if (isTransport(cause)) requests.laneOf(connection).breaker.failed();
    throw upstreamFailure(connection, url, describeFailure(cause), { cause });
  }
}

async function fetchDocument(
  requests: Requests,
  connection: ExternalConnection,
  url: URL,
  { accept, validators, noCache = false }: DocumentRequest,
): Promise<OriginDocument> {
  const {
    status,
    headers,
    url: finalUrl,
    body,
  } = await askFor(requests, connection, url, 'documents', {
    accept,
    'accept-encoding': acceptedEncodings,
    ...(noCache ? { 'cache-control': 'no-cache' } : {}),
    ...(validators?.etag == null ? {} : { 'if-none-match': validators.etag }),
    ...(validators?.lastModified == null ? {} : { 'if-modified-since': validators.lastModified }),
  });
  if (status !== 200) return { status: status === 304 ? 304 : 404, headers, url: finalUrl, body: nothing() };
  const plain = inflateBody(body, headers.get('content-encoding'), requests.maxDocumentBytes);
  return { status: 200, headers, url: finalUrl, body: explained(requests, connection, url, plain) };
}

async function consult(
  requests: Requests,
  connection: ExternalConnection,
  url: URL,
  { accept, body: sent }: Question,
): Promise<OriginDocument | null> {
  const headers = { accept, 'accept-encoding': acceptedEncodings };
  const { originClient } = requests;
  const {
    status,
    headers: received,
    url: finalUrl,
    body,
  } = await ask(requests, {
    ...{ connection, url, kind: 'documents', answers: questionAnswers },
    milliseconds: requests.questionMilliseconds,
    send: (signal) =>
      sent === null
        ? originClient.get(connection, url, headers, signal)
        : originClient.post(connection, url, { ...headers, 'content-type': sent.contentType }, sent.text, signal),
  });
  if (status !== 200) return null;
  const plain = inflateBody(body, received.get('content-encoding'), limits.consultedBytes);
  return { status: 200, headers: received, url: finalUrl, body: explained(requests, connection, url, plain) };
}

async function openAsset(requests: Requests, connection: ExternalConnection, url: URL): Promise<OriginAsset | null> {
  const headers = { accept: '*/*', 'accept-encoding': 'identity' };
  const reply = await askFor(requests, connection, url, 'assets', headers);
  if (reply.status === 304) throw upstreamFailure(connection, url, 'it answers 304 to a question without validators');
  if (reply.status !== 200) return null;
  const length = reply.headers.get('content-length');
  const sizeBytes = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
  return { sizeBytes, body: explained(requests, connection, url, reply.body) };
}

export function upstreamRequests(options: UpstreamRequestsOptions): UpstreamRequests {
  const settings = { ...defaults, ...options };
  const lanes = new Map<string, Lane>();
  const requests: Requests = {
    ...settings,
    laneOf({ name }) {
      const lane = lanes.get(name) ?? {
        breaker: circuitBreaker(settings.clock),
        documents: slots(settings.maxConcurrent, 1000),
        assets: slots(settings.maxConcurrent, 1000),
      };
      lanes.set(name, lane);
      return lane;
    },
  };
  return {
    fetchDocument: (connection, url, wanted) => fetchDocument(requests, connection, url, wanted),
    openAsset: (connection, url) => openAsset(requests, connection, url),
    consult: (connection, url, question) => consult(requests, connection, url, question),
  };
}

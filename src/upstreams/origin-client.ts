import { isIP } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSecureContext, getCACertificates, type PeerCertificate, type SecureContext, TLSSocket } from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import { authorizationOf, type ExternalConnection } from './connections.ts';
import {
  bareHost,
  defaultGuard,
  ForbiddenAddressError,
  guardedLookup,
  type OutboundGuard,
  refuseForbiddenHost,
} from './outbound-guard.ts';
import { maxRedirects, redirectTarget } from './redirects.ts';
import { issuers } from './upstream-failure.ts';

/** Values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY; empty: not set. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly none: string;
}

const defaults = {
  userAgent: 'Coffer',
  proxies: { http: '', https: '', none: '' } as ProxySettings,
  guard: defaultGuard as OutboundGuard,
  connectMilliseconds: 10_000,
  headersMilliseconds: 30_000,
  /** The longest silence in the middle of a body. */
  idleMilliseconds: 30_000,
};

type Settings = typeof defaults;
export type OriginClientOptions = Partial<Settings>;

export interface OriginReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** After redirects. */
  readonly url: URL;
  /** To be read to its end, dumped or destroyed: it holds a socket. */
  readonly body: Dispatcher.ResponseData['body'];
}

/** The only one who opens sockets to upstreams. */
export interface OriginClient {
  /**
   * One GET, redirects followed. Only the connection's own origin is trusted: it gets the credentials and may be at any
   * address; every other host must be on the public internet. `signal` breaks off the body too.
   */
  get(
    connection: ExternalConnection,
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<OriginReply>;
  /** One POST, to the connection's own origin only; a redirect is refused. */
  post(
    connection: ExternalConnection,
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<OriginReply>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** The end of the chain that the peer presented: what would have to be trusted. */
function issuerOf(certificate: PeerCertificate & { issuerCertificate?: PeerCertificate }): string | null {
  let last = certificate;
  for (let depth = 0; depth < 10; depth++) {
    const next = last.issuerCertificate;
    if (next == null || next === last) break;
    last = next;
  }
  const { CN, O } = last.issuer ?? {};
  const name = CN ?? O;
  return (Array.isArray(name) ? name[0] : name) ?? null;
}

/** Remembers who signed the peer's certificate, for the message when it turns out not to be trusted. */
function noteIssuer(socket: unknown): () => string | null {
  let issuer: string | null = null;
  // node:tls emits `secure` when the handshake is over, before it verifies the chain and closes on failure.
  if (socket instanceof TLSSocket)
    socket.prependOnceListener('secure', () => {
      issuer = issuerOf(socket.getPeerCertificate(true));
    });
  return () => issuer;
}

/** A connector that names the CA in its TLS failures and, with a guard, refuses forbidden IP literals. */
const watchedConnector =
  (connect: buildConnector.connector, guard: OutboundGuard | null): buildConnector.connector =>
  (options, callback) => {
    const host = bareHost(options.hostname);
    // A lookup is never asked about an IP literal.
    if (guard !== null && isIP(host) !== 0 && !guard.isAllowed(host)) {
      queueMicrotask(() => callback(new ForbiddenAddressError(host, host), null));
      return;
    }
    let issuer: () => string | null = () => null;
    const socket: unknown = connect(options, (...result) => {
      const [error] = result;
      const name = error === null ? null : issuer();
      if (error !== null && name !== null) issuers.set(error, name);
      callback(...result);
    });
    issuer = noteIssuer(socket);
  };

interface Agents {
  /** Goes anywhere: for the address that the operator configured. */
  readonly trusting: Dispatcher;
  /** Goes to the public internet only. */
  readonly guarded: Dispatcher;
}

/** A server that never asks an upstream never pays for the HTTP client's 18 MB. */
const loadClient = () => import('undici');
type HttpClient = Awaited<ReturnType<typeof loadClient>>;

/**
 * Trusts the system's CAs beside those of Node, among which are those of NODE_EXTRA_CA_CERTS. Each step takes some 20 ms
 * while others wait, so they get their turn in between.
 */
async function trustedContext(): Promise<SecureContext> {
  const ca = new Set<string>();
  for (const kind of ['default', 'system'] as const) {
    await nextTurn();
    for (const certificate of getCACertificates(kind)) ca.add(certificate);
  }
  await nextTurn();
  return createSecureContext({ ca: [...ca] });
}

function makeAgents(
  { Agent, buildConnector, EnvHttpProxyAgent }: HttpClient,
  settings: Settings,
  secureContext: SecureContext,
): Agents {
  const { proxies, guard, connectMilliseconds, headersMilliseconds, idleMilliseconds } = settings;
  const tls = { secureContext, timeout: connectMilliseconds };
  const agentWith = (connector: buildConnector.connector): Dispatcher => {
    const shared = { connect: connector, headersTimeout: headersMilliseconds, bodyTimeout: idleMilliseconds };
    if (proxies.http === '' && proxies.https === '') return new Agent(shared);
    const addresses = { httpProxy: proxies.http, httpsProxy: proxies.https, noProxy: proxies.none };
    return new EnvHttpProxyAgent({ ...shared, ...addresses, proxyTls: tls, requestTls: tls });
  };
  const looking = buildConnector({ ...tls, lookup: guardedLookup(guard) });
  return {
    trusting: agentWith(watchedConnector(buildConnector(tls), null)),
    guarded: agentWith(watchedConnector(looking, guard)),
  };
}

const headerMap = (headers: Dispatcher.ResponseData['headers']): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  );

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly method?: 'POST';
  readonly body?: string;
}

export function originClient(options: OriginClientOptions = {}): OriginClient {
  const settings = { ...defaults, ...options };
  const { userAgent, proxies, guard } = settings;
  const proxied = proxies.http !== '' || proxies.https !== '';
  const load = async () => {
    const client = await loadClient();
    return { request: client.request, agents: makeAgents(client, settings, await trustedContext()) };
  };
  let loading: ReturnType<typeof load> | null = null;

  const send = async (
    connection: ExternalConnection,
    url: URL,
    { headers, signal, ...message }: Message,
  ): Promise<OriginReply> => {
    loading ??= load();
    const { request, agents } = await loading;
    const trusted = url.origin === connection.url?.origin;
    // A proxy resolves names itself, so the guard in the connector would never see them.
    if (!trusted && proxied) await refuseForbiddenHost(guard, url.hostname);
    const authorization = trusted ? authorizationOf(connection) : null;
    const received = await request(url, {
      ...message,
      dispatcher: trusted ? agents.trusting : agents.guarded,
      headers: { ...headers, 'user-agent': userAgent, ...(authorization === null ? {} : { authorization }) },
      signal,
    });
    return { status: received.statusCode, headers: headerMap(received.headers), url, body: received.body };
  };

  return {
    async get(connection, from, headers, signal) {
      let url = from;
      for (let redirects = 0; ; redirects++) {
        const reply = await send(connection, url, { headers, signal });
        const target = redirectTarget(reply.status, reply.headers.get('location'), url);
        if (target.kind === 'stay') return reply;
        await reply.body.dump();
        if (target.kind === 'refused') throw new Error(target.reason);
        if (redirects === maxRedirects) throw new Error(`it redirects more than ${maxRedirects} times`);
        url = target.url;
      }
    },
    async post(connection, url, headers, body, signal) {
      if (url.origin !== connection.url?.origin) throw new Error('it would be asked at a host that is not its own');
      const reply = await send(connection, url, { headers, signal, method: 'POST', body });
      if (redirectTarget(reply.status, reply.headers.get('location'), url).kind === 'stay') return reply;
      await reply.body.dump();
      throw new Error('it redirects a POST');
    },
    async close() {
      const agents = (await loading)?.agents;
      await Promise.all([agents?.trusting.destroy(), agents?.guarded.destroy()]);
    },
  };
}

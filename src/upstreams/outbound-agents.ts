import { createSecureContext, getCACertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { guardedLookup, type OutboundGuard, watchedConnector } from './outbound-guard.ts';

/** Values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY; empty: not set. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly none: string;
}

export interface AgentOptions {
  readonly proxies: ProxySettings;
  readonly guard: OutboundGuard;
  readonly connectMilliseconds: number;
  readonly headersMilliseconds: number;
  readonly idleMilliseconds: number;
}

export interface OutboundAgents {
  /** Goes anywhere: for the address that the operator configured. */
  readonly trusting: Dispatcher;
  /** Goes to the public internet only. */
  readonly guarded: Dispatcher;
}

/** Trusts the system's CAs beside those of Node, among which are those of NODE_EXTRA_CA_CERTS. */
export function outboundAgents(options: AgentOptions): OutboundAgents {
  const { proxies, guard } = options;
  const ca = [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  const tls = { secureContext: createSecureContext({ ca }), timeout: options.connectMilliseconds };
  const agentWith = (connector: buildConnector.connector): Dispatcher => {
    const shared = {
      connect: connector,
      headersTimeout: options.headersMilliseconds,
      bodyTimeout: options.idleMilliseconds,
    };
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

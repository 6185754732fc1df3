import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One request that was answered. */
export interface ServedRequest {
  /** The id of a format, 'api' or 'probe'. */
  readonly kind: string;
  readonly method: string;
  readonly status: number;
  readonly milliseconds: number;
  /** It showed what an upstream that does not answer said earlier. */
  readonly stale: boolean;
}

export interface Metrics {
  observe(request: ServedRequest): void;
  /** Counts a request from its beginning to the call of what this answers. */
  begin(): () => void;
  /** In the text format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Anything else would let a client make up label values. */
const knownMethods = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH']);

/** What `GET /metrics` shows: requests by kind, method and status, their time, and the process itself. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const shared = { registers: [registry] };
  const requests = new Counter({
    ...shared,
    name: 'coffer_http_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['kind', 'method', 'status'],
  });
  const seconds = new Histogram({
    ...shared,
    name: 'coffer_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['kind', 'method'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  });
  const stale = new Counter({
    ...shared,
    name: 'coffer_stale_answers_total',
    help: 'Answers made from an older reply of an upstream that did not answer.',
    labelNames: ['kind'],
  });
  const active = new Gauge({ ...shared, name: 'coffer_http_requests_active', help: 'Requests under way.' });
  return {
    observe({ kind, method, status, milliseconds, stale: isStale }) {
      const known = knownMethods.has(method) ? method : 'other';
      requests.inc({ kind, method: known, status });
      seconds.observe({ kind, method: known }, milliseconds / 1000);
      if (isStale) stale.inc({ kind });
    },
    begin() {
      active.inc();
      return () => active.dec();
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

import type { BlobStore } from '../blobs/blob-store.ts';
import type { Format } from '../formats/format.ts';
import type { Clock } from '../kernel/clock.ts';
import { invalid } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { Database } from '../metadata/database.ts';
import type { ExternalConnection } from './connections.ts';
import { consult } from './consult.ts';
import type { Engine } from './engine.ts';
import type { EngineLog } from './engine-log.ts';
import { explainAbsence } from './explain-absence.ts';
import type { IndexReader } from './index-reader.ts';
import { ingests } from './ingest.ts';
import { listNames } from './list-names.ts';
import { locateVersion } from './locate-version.ts';
import { offersVersion } from './offers-version.ts';
import type { OriginClient } from './origin-client.ts';
import { openAsset } from './read-asset.ts';
import { readIndex } from './read-index.ts';
import { replyCache } from './reply-cache.ts';
import { speakers } from './search-path.ts';
import { upstreamListings } from './upstream-listings.ts';
import { type UpstreamRequestsOptions, upstreamRequests } from './upstream-requests.ts';
import type { Upstreams } from './upstreams.ts';

export interface UpstreamsDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly formats: ReadonlyMap<string, Format>;
  readonly connections: ReadonlyMap<string, ExternalConnection>;
  readonly originClient: OriginClient;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly quotas: Quotas;
  /** Reads large indexes off the event loop. */
  readonly indexReader?: IndexReader;
  /** How long a caller waits for an upstream when there is something older to serve; 5 s. */
  readonly patienceMilliseconds?: number;
  /** How long a client that missed bytes of a running ingest waits for its end before it gets its own stream; 3 s. */
  readonly catchUpMilliseconds?: number;
  readonly requests?: Omit<UpstreamRequestsOptions, 'clock' | 'originClient'>;
}

/** The engine, and how to wait for what it does in the background. */
export interface RunningUpstreams extends Upstreams {
  /** Resolves when no ingest and no refresh is under way. */
  settled(): Promise<void>;
}

/** Validation for a custom connection whose format this server does not have. */
export function createUpstreams(deps: UpstreamsDeps): RunningUpstreams {
  const {
    database,
    blobs,
    formats,
    connections,
    originClient,
    clock,
    log,
    quotas,
    patienceMilliseconds = 5_000,
    catchUpMilliseconds = 3_000,
  } = deps;
  for (const { name, format } of connections.values())
    if (name.startsWith('custom:') && !formats.has(format))
      throw invalid(
        `The external connection '${name}' has the format '${format}'; use one of ${[...formats.keys()].join(', ')}.`,
      );
  const requests = upstreamRequests({ ...deps.requests, clock, originClient });
  const replies = replyCache({ database, blobs, requests, clock, log, patienceMilliseconds });
  const engine: Engine = {
    ...{ database, blobs, clock, log, quotas, requests, replies },
    speakers: speakers(connections, formats, log),
    listings: upstreamListings(replies, log, deps.indexReader ?? null),
    ingests: ingests({ blobs, requests, log, quotas, catchUpMilliseconds }),
  };
  return {
    readIndex: (where, name, options) => readIndex(engine, where, name, options?.noCache === true ? 'now' : 'usual'),
    openAsset: (where, ref) => openAsset(engine, where, ref),
    offersVersion: (where, name, version) => offersVersion(engine, where, name, version),
    consult: (where, names, ask) => consult(engine, where, names, ask),
    locateVersion: (where, name, key) => locateVersion(engine, where, name, key),
    explainAbsence: (where, name) => explainAbsence(engine, where, name),
    listNames: (where) => listNames(engine, where),
    async settled() {
      await Promise.all([engine.ingests.settled(), replies.settled()]);
    },
  };
}

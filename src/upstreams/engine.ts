import type { BlobStore } from '../blobs/blob-store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { Database } from '../metadata/database.ts';
import type { EngineLog } from './engine-log.ts';
import type { Ingests } from './ingest.ts';
import type { ReplyCache } from './reply-cache.ts';
import type { Speakers } from './search-path.ts';
import type { UpstreamListings } from './upstream-listings.ts';
import type { UpstreamRequests } from './upstream-requests.ts';

/** The parts that reads through the search order work with. */
export interface Engine {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly speakers: Speakers;
  readonly requests: UpstreamRequests;
  readonly replies: ReplyCache;
  readonly listings: UpstreamListings;
  readonly ingests: Ingests;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly quotas: Quotas;
}

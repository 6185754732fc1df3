import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobStore, ByteRange, StagedFile } from '../blobs/blob-store.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { StoredBlob } from '../metadata/package-versions.ts';
import { findMismatch } from '../model/digests.ts';
import { directStream } from './direct-stream.ts';
import type { EngineLog } from './engine-log.ts';
import type { IngestJob } from './ingest-job.ts';
import { type Relay, relay } from './relay.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { OriginAsset, UpstreamRequests } from './upstream-requests.ts';

/** An asset on its way, or just stored. */
export interface Ingest {
  readonly sizeBytes: number | null;
  open(range?: ByteRange): Readable;
}

/** Brings assets of upstreams in, each once at a time, whether the callers stay or go. */
export interface Ingests {
  /** Resolves once the upstream has begun to answer; null: it does not have the asset. */
  open(job: IngestJob): Promise<Ingest | null>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export interface IngestDeps {
  readonly blobs: BlobStore;
  readonly requests: UpstreamRequests;
  readonly log: EngineLog;
  readonly quotas: Quotas;
  /** How long a caller who missed bytes waits for the end before it gets a stream of its own. */
  readonly catchUpMilliseconds: number;
}

const relayOptions = { windowBytes: 8 * 1024 * 1024, patienceMilliseconds: 1_000 };

interface Flight extends Ingest {
  readonly stored: Promise<StoredBlob>;
}

interface Underway {
  /** Those of every caller so far. */
  readonly repositoryIds: Set<number>;
  /** From now on a caller starts anew. */
  forget(): void;
}

function verify(
  { connection, url, promised }: IngestJob,
  { sizeBytes, digests }: Pick<StagedFile, 'sizeBytes' | 'digests'>,
): void {
  const mismatch = findMismatch(promised.digests, digests);
  if (mismatch !== null) {
    const { algorithm, expected, actual } = mismatch;
    throw upstreamFailure(
      connection,
      url,
      `its index promises ${algorithm} ${expected}, its bytes have ${actual}; nothing was kept`,
    );
  }
  if (promised.sizeBytes !== null && promised.sizeBytes !== sizeBytes)
    throw upstreamFailure(
      connection,
      url,
      `its index promises ${promised.sizeBytes} bytes, it sent ${sizeBytes}; nothing was kept`,
    );
}

/** Takes the bytes in, verifies and keeps them: for all repositories that asked by then, again for later ones. */
async function takeIn(
  { blobs, quotas }: IngestDeps,
  job: IngestJob,
  body: AsyncIterable<Uint8Array>,
  { repositoryIds: wanted, forget }: Underway,
): Promise<StoredBlob> {
  const file = await blobs.stage(job.domainId, body, { maxBytes: quotas.assetSizeBytes });
  try {
    verify(job, file);
    for (;;) {
      const repositoryIds = [...wanted];
      const blob = await job.store(file, repositoryIds);
      if (wanted.size > repositoryIds.length) continue;
      forget();
      return blob;
    }
  } finally {
    await file.discard();
  }
}

async function storedInTime({ catchUpMilliseconds }: IngestDeps, stored: Promise<StoredBlob>): Promise<boolean> {
  const tired = new AbortController();
  const late = sleep(catchUpMilliseconds, false, { signal: tired.signal }).catch(() => false);
  const inTime = await Promise.race([stored.then(() => true), late]);
  tired.abort();
  return inTime;
}

/** From memory while it comes; who fell behind goes on from the store, or from the upstream when that takes too long. */
async function* whole(
  deps: IngestDeps,
  job: IngestJob,
  one: Relay,
  stored: Promise<StoredBlob>,
): AsyncGenerator<Uint8Array> {
  const { position, behind } = yield* one.read();
  if (!behind) return;
  if (!(await storedInTime(deps, stored)) && Object.keys(job.promised.digests).length > 0) {
    yield* directStream(deps.requests, job, position);
    return;
  }
  const blob = await stored;
  if (position < blob.sizeBytes) yield* deps.blobs.open(blob, { start: position, end: blob.sizeBytes - 1 });
}

async function* part({ blobs }: IngestDeps, stored: Promise<StoredBlob>, range: ByteRange): AsyncGenerator<Uint8Array> {
  yield* blobs.open(await stored, range);
}

const streamOf = (bytes: AsyncGenerator<Uint8Array>): Readable => Readable.from(bytes, { objectMode: false });

function launch(deps: IngestDeps, job: IngestJob, asset: OriginAsset, underway: Underway): Flight {
  const one = relay(relayOptions);
  let kept: StoredBlob | null = null;
  const stored = takeIn(deps, job, one.feed(asset.body), underway).then(
    (blob) => {
      kept = blob;
      one.finish();
      return blob;
    },
    (error: unknown) => {
      one.fail(error);
      const reason = error instanceof Error ? error.message : String(error);
      deps.log.warn({ connection: job.connection.name, reason }, 'An asset of an upstream could not be kept.');
      throw error;
    },
  );
  // Callers hear of a failure through their streams; without one, the log has it.
  stored.catch(() => {});
  return {
    sizeBytes: job.promised.sizeBytes ?? asset.sizeBytes,
    stored,
    open(range) {
      if (kept !== null) return deps.blobs.open(kept, range);
      return streamOf(range === undefined ? whole(deps, job, one, stored) : part(deps, stored, range));
    },
  };
}

/** The body must be begun to be let go. */
async function drop({ body }: OriginAsset): Promise<void> {
  for await (const _ of body) break;
}

async function start(deps: IngestDeps, job: IngestJob, underway: Underway): Promise<Flight | null> {
  const asset = await deps.requests.openAsset(job.connection, job.url);
  if (asset === null) return null;
  const { sizeBytes } = job.promised;
  if (sizeBytes !== null && asset.sizeBytes !== null && sizeBytes !== asset.sizeBytes) {
    await drop(asset);
    throw upstreamFailure(
      job.connection,
      job.url,
      `its index promises ${sizeBytes} bytes, it offers ${asset.sizeBytes}`,
    );
  }
  return launch(deps, job, asset, underway);
}

export function ingests(deps: IngestDeps): Ingests {
  const flights = new Map<string, Underway & { readonly flight: Promise<Flight | null> }>();
  return {
    open(job) {
      const known = flights.get(job.key);
      if (known !== undefined) {
        for (const id of job.repositoryIds) known.repositoryIds.add(id);
        return known.flight;
      }
      const forget = (): void => void flights.delete(job.key);
      const underway = { repositoryIds: new Set(job.repositoryIds), forget };
      const flight = start(deps, job, underway);
      flights.set(job.key, { ...underway, flight });
      flight.then((begun) => (begun === null ? forget() : begun.stored.catch(forget)), forget);
      return flight;
    },
    async settled() {
      while (flights.size > 0)
        await Promise.allSettled([...flights.values()].map(async ({ flight }) => (await flight)?.stored));
    },
  };
}

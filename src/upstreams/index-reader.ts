import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { UpstreamDialect, UpstreamSource } from '../formats/format.ts';
import type { PackageName, VersionEntry } from '../model/package.ts';
import type { FromIndexThread, ListingHead, SentReply, ToIndexThread } from './index-thread-messages.ts';
import { unpackEntries } from './packed-entries.ts';

type ReadIndex = Awaited<ReturnType<UpstreamDialect<unknown>['readPackage']>>;

/** Reads indexes in a thread of its own: those that are too large to be parsed on the event loop. */
export interface IndexReader {
  read(format: string, name: PackageName, source: UpstreamSource): Promise<ReadIndex>;
  close(): Promise<void>;
}

interface Reading {
  readonly source: UpstreamSource;
  readonly messages: (message: FromIndexThread) => void;
  fail(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly readings: Map<number, Reading>;
  post(message: ToIndexThread, transfer?: ArrayBuffer[]): void;
}

/** Its heap holds the last large index until then. */
const idleMilliseconds = 5_000;

/** Its own memory, so that it can be handed over instead of copied. */
const transferable = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? (bytes as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(bytes);

async function answerGet(
  thread: Thread,
  source: UpstreamSource,
  { id, call, path, accept }: Extract<FromIndexThread, { kind: 'get' }>,
): Promise<void> {
  try {
    const reply = await source.get(path, accept);
    if (reply === null) {
      thread.post({ kind: 'reply', id, call, reply: null });
      return;
    }
    const bytes = transferable(await reply.bytes());
    const sent: SentReply = {
      url: reply.url.href,
      contentType: reply.contentType,
      headers: reply.headers,
      bytes,
    };
    thread.post({ kind: 'reply', id, call, reply: sent }, [bytes.buffer]);
  } catch (error) {
    thread.post({ kind: 'refused', id, call, message: error instanceof Error ? error.message : String(error) });
  }
}

function startThread(entry: URL): Thread {
  const worker = new Worker(entry, { name: 'coffer-index', resourceLimits: { maxYoungGenerationSizeMb: 16 } });
  const readings = new Map<number, Reading>();
  const thread: Thread = {
    worker,
    readings,
    post: (message, transfer = []) => worker.postMessage(message, transfer),
  };
  const failAll = (error: Error): void => {
    for (const reading of readings.values()) reading.fail(error);
    readings.clear();
  };
  worker.on('message', (message: FromIndexThread) => {
    const reading = readings.get(message.id);
    if (reading === undefined) return;
    if (message.kind === 'get') void answerGet(thread, reading.source, message);
    else reading.messages(message);
  });
  worker.on('error', (cause) => failAll(new Error('The thread that reads indexes failed.', { cause })));
  worker.on('exit', () => failAll(new Error('The thread that reads indexes ended.')));
  worker.unref();
  return thread;
}

/** Takes the entries in batch by batch, with a turn of the event loop after each. */
async function collect(
  thread: Thread,
  id: number,
  head: ListingHead,
  next: () => Promise<readonly VersionEntry<unknown>[]>,
): Promise<ReadIndex> {
  const versions: VersionEntry<unknown>[] = [];
  while (versions.length < head.count) {
    const batch = next();
    thread.post({ kind: 'next', id });
    versions.push(...(await batch));
    await nextTurn();
  }
  return { name: head.name, tags: head.tags, versions };
}

async function readIn(
  thread: Thread,
  id: number,
  format: string,
  name: PackageName,
  source: UpstreamSource,
): Promise<ReadIndex> {
  const listing = Promise.withResolvers<ListingHead | null>();
  let entries = Promise.withResolvers<readonly VersionEntry<unknown>[]>();
  entries.promise.catch(() => {});
  thread.readings.set(id, {
    source,
    messages(message) {
      if (message.kind === 'listing') listing.resolve(message.listing);
      else if (message.kind === 'entries') entries.resolve(unpackEntries(message.packed));
      else if (message.kind === 'failed') listing.reject(new Error(message.message));
    },
    fail(error) {
      listing.reject(error);
      entries.reject(error);
    },
  });
  thread.worker.ref();
  try {
    thread.post({ kind: 'read', id, format, name, address: source.url.href });
    const head = await listing.promise;
    if (head === null) return null;
    return await collect(thread, id, head, () => {
      entries = Promise.withResolvers();
      entries.promise.catch(() => {});
      return entries.promise;
    });
  } finally {
    thread.readings.delete(id);
    if (thread.readings.size === 0) thread.worker.unref();
  }
}

/** `entry` is a module that calls `serveIndexReads`; its thread is started when it is needed and ends when idle. */
export function startIndexReader(entry: URL): IndexReader {
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;

  const end = async (): Promise<void> => {
    const ending = thread;
    thread = null;
    await ending?.worker.terminate();
  };
  const endWhenIdle = (): void => {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(() => {
      if (thread?.readings.size === 0) void end();
    }, idleMilliseconds);
    idle.unref();
  };

  return {
    async read(format, name, source) {
      if (thread === null) {
        const started = startThread(entry);
        started.worker.once('exit', () => {
          if (thread === started) thread = null;
        });
        thread = started;
      }
      try {
        return await readIn(thread, ++lastId, format, name, source);
      } finally {
        endWhenIdle();
      }
    },
    async close() {
      if (idle !== null) clearTimeout(idle);
      await end();
    },
  };
}

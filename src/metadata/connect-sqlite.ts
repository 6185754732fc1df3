import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import { kyselyOn, openSqlite } from './sqlite-connection.ts';
import type { SentWrite, WriteAnswer, WriterMessage, WriterReply } from './sqlite-writer-thread.ts';
import { receiveError, sendError } from './write-error.ts';
import { writeOperations } from './write-operations.ts';

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** The thread that owns the one writing connection; commits run there, off the event loop. */
interface Writer {
  /** Why nothing can be written any more; null: all is well. */
  failure(): Error | null;
  send(write: Omit<SentWrite, 'id'>): Promise<unknown>;
  close(): Promise<void>;
}

const threadFile = new URL(`./sqlite-writer-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

function settle(waiting: Map<number, Waiting>, answer: WriteAnswer): void {
  const waiter = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (answer.kind === 'written') waiter?.resolve(answer.result as never);
  else waiter?.reject(receiveError(answer.error));
}

interface Outbox {
  add(write: SentWrite): void;
  /** Sends what waits now. */
  flush(): void;
}

/** To wake a thread costs more than most of what it is told: what comes in together is sent together. */
function createOutbox(send: (writes: readonly SentWrite[]) => void): Outbox {
  let unsent: SentWrite[] = [];
  const flush = (): void => {
    if (unsent.length === 0) return;
    const writes = unsent;
    unsent = [];
    send(writes);
  };
  return {
    add(write) {
      if (unsent.length === 0) setImmediate(flush);
      unsent.push(write);
    },
    flush,
  };
}

async function startWriter(path: string): Promise<Writer> {
  const worker = new Worker(threadFile, { workerData: { path } });
  const waiting = new Map<number, Waiting>();
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let lastId = 0;
  let failure: Error | null = null;

  const fail = (error: Error): void => {
    failure ??= error;
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const post = (message: WriterMessage): void => worker.postMessage(message);
  const outbox = createOutbox((writes) => {
    try {
      post({ kind: 'write', writes });
    } catch (error) {
      // Arguments that cannot be sent to a thread: whoever made them is told, and nobody else waits for ever.
      for (const { id } of writes) settle(waiting, { kind: 'refused', id, error: sendError(error) });
    }
  });
  worker.on('message', (reply: WriterReply) => {
    if (reply.kind === 'ready') ready.resolve();
    else if (reply.kind === 'failed') fail(receiveError(reply.error));
    else if (reply.kind === 'closed') closed.resolve();
    else {
      for (const answer of reply.answers) settle(waiting, answer);
      if (waiting.size === 0) worker.unref();
    }
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    fail(new Error('The thread that writes the metadata has ended.'));
    closed.resolve();
  });
  await ready.promise;
  worker.unref();
  return {
    failure: () => failure,
    send: (write) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        worker.ref();
        outbox.add({ id, ...write });
      }),
    async close() {
      worker.ref();
      outbox.flush();
      post({ kind: 'close' });
      await closed.promise;
    },
  };
}

/** The embedded store: a thread that writes, and a connection here that reads. Migrates the file first. */
export async function connectSqlite(path: string): Promise<Database> {
  const writer = await startWriter(path);
  const reading = openSqlite(path, { readOnly: true });
  // Every commit is another connection's for the reading one, so it changes with each (SQLite: "PRAGMA data_version").
  const dataVersion = reading.prepare('PRAGMA data_version');
  let known: number | null = null;
  // Asked several times by each of many requests that come in together: once a turn of the event loop is enough, since what
  // another process commits meanwhile is no older to anybody. What this process wrote is seen at once.
  const version = (): number => {
    if (known !== null) return known;
    known = Number(dataVersion.get()?.['data_version'] ?? 0);
    setImmediate(() => {
      known = null;
    });
    return known;
  };
  return {
    reader: kyselyOn(reading),
    async write(operation, args, audit = []) {
      if (writeOperations.get(operation.name) !== operation)
        throw new Error(`write operation '${operation.name}' is not in the list of write-operations.ts`);
      const result = (await writer.send({ operation: operation.name, args, audit })) as never;
      known = null;
      return result;
    },
    version,
    async check() {
      const failure = writer.failure();
      if (failure !== null) throw failure;
      reading.prepare('SELECT 1 FROM domains LIMIT 1').all();
    },
    async close() {
      await writer.close();
      reading.close();
    },
  };
}

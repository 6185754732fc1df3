import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import { kyselyOn, openSqlite } from './sqlite-connection.ts';
import type { WriterAnswer, WriterMessage } from './sqlite-writer-thread.ts';
import { receiveError } from './write-error.ts';
import { writeOperations } from './write-operations.ts';

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** The thread that owns the one writing connection; commits run there, off the event loop. */
interface Writer {
  /** Why nothing can be written any more; null: all is well. */
  failure(): Error | null;
  send(message: Omit<Extract<WriterMessage, { kind: 'write' }>, 'id' | 'kind'>): Promise<unknown>;
  close(): Promise<void>;
}

const threadFile = new URL(`./sqlite-writer-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

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
  const settle = (id: number, act: (waiter: Waiting) => void): void => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (waiter !== undefined) act(waiter);
  };
  worker.on('message', (answer: WriterAnswer) => {
    if (answer.kind === 'ready') ready.resolve();
    else if (answer.kind === 'failed') fail(receiveError(answer.error));
    else if (answer.kind === 'closed') closed.resolve();
    else if (answer.kind === 'written') settle(answer.id, ({ resolve }) => resolve(answer.result as never));
    else settle(answer.id, ({ reject }) => reject(receiveError(answer.error)));
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
    send: (message) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ kind: 'write', id, ...message } satisfies WriterMessage);
      }),
    async close() {
      worker.ref();
      worker.postMessage({ kind: 'close' } satisfies WriterMessage);
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

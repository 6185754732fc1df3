import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { shrinkHeap } from '../kernel/shrink-heap.ts';
import type { AuditRecord } from './database.ts';
import { migrate } from './migrate.ts';
import { makeDurable, openSqlite, sqliteWriteConnection } from './sqlite-connection.ts';
import { maxBatch, type WriteJob, type WriteOutcome, writeBatch } from './write-batch.ts';
import { sendError } from './write-error.ts';
import { writeOperations } from './write-operations.ts';

export interface SentWrite {
  readonly id: number;
  readonly operation: string;
  readonly args: unknown;
  readonly audit: readonly AuditRecord[];
}

/** What the thread is sent: writes, or the request to close the file. */
export type WriterMessage =
  | { readonly kind: 'write'; readonly writes: readonly SentWrite[] }
  | { readonly kind: 'close' };

export type WriteAnswer =
  | { readonly kind: 'written'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly error: ReturnType<typeof sendError> };

export type WriterReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: ReturnType<typeof sendError> }
  | { readonly kind: 'answered'; readonly answers: readonly WriteAnswer[] }
  | { readonly kind: 'closed' };

function jobOf({ operation: name, args, audit }: SentWrite): WriteJob {
  const operation = writeOperations.get(name);
  if (operation === undefined) throw new Error(`write operation '${name}' is not in the list of write-operations.ts`);
  return { operation, args, audit };
}

const answerOf = (id: number, outcome: WriteOutcome): WriteAnswer =>
  outcome.kind === 'written'
    ? { kind: 'written', id, result: outcome.result }
    : { kind: 'refused', id, error: sendError(outcome.error) };

/** Takes all that waits, one COMMIT, then answers: batches form only while a commit is running. */
async function serve(port: MessagePort, path: string): Promise<void> {
  const file = openSqlite(path, { readOnly: false });
  // A process that died in the middle of a commit may have left it written but not on disk. From now on it is read, so it
  // must not be lost any more.
  file.exec(makeDurable);
  const connection = sqliteWriteConnection(file);
  await migrate(connection.db as unknown as Kysely<never>, 'sqlite');
  let busy = false;

  const sizeOf = (message: WriterMessage): number => (message.kind === 'write' ? message.writes.length : 0);
  const take = (first: WriterMessage): WriterMessage[] => {
    const taken = [first];
    for (let size = sizeOf(first); size < maxBatch; ) {
      const next = receiveMessageOnPort(port) as { message: WriterMessage } | undefined;
      if (next === undefined) break;
      taken.push(next.message);
      size += sizeOf(next.message);
    }
    return taken;
  };
  const work = async (messages: readonly WriterMessage[]): Promise<void> => {
    const writes = messages.flatMap((message) => (message.kind === 'write' ? message.writes : []));
    if (writes.length > 0) {
      const outcomes = await writeBatch(connection, writes.map(jobOf));
      const answers = outcomes.map((outcome, i) => answerOf(writes[i]?.id ?? -1, outcome));
      port.postMessage({ kind: 'answered', answers } satisfies WriterReply);
    }
    if (messages.every(({ kind }) => kind === 'write')) return;
    file.close();
    port.postMessage({ kind: 'closed' } satisfies WriterReply);
    port.close();
  };

  const waiting: WriterMessage[] = [];
  port.on('message', async (message: WriterMessage) => {
    waiting.push(message);
    if (busy) return;
    busy = true;
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift())
      await work([...take(first), ...waiting.splice(0)]);
    busy = false;
  });
  shrinkHeap();
  port.postMessage({ kind: 'ready' } satisfies WriterReply);
}

const port = parentPort;
if (port === null) throw new Error('the writer thread runs as a worker only');
serve(port, (workerData as { path: string }).path).catch((error: unknown) => {
  port.postMessage({ kind: 'failed', error: sendError(error) } satisfies WriterReply);
  port.close();
});

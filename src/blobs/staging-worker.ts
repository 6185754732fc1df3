import { parentPort } from 'node:worker_threads';
import { bytesPassed } from '../kernel/passing-bytes.ts';
import type { BlobSeal } from './encryption/blob-seal.ts';
import { openStagingFile, type StagedContent, type StagingFile } from './staging-file.ts';

/** To a staging thread, in order for each file. */
export type StagingRequest =
  | { readonly file: number; readonly kind: 'open'; readonly path: string; readonly seal: BlobSeal | null }
  /** `window` is handed over, filled up to `length`. */
  | { readonly file: number; readonly kind: 'write'; readonly window: ArrayBuffer; readonly length: number }
  | { readonly file: number; readonly kind: 'finish' }
  | { readonly file: number; readonly kind: 'abort' };

/** What an error keeps of itself on its way between threads. */
export interface StagingFailure {
  readonly message: string;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
}

export type StagingReply =
  /** `window` is handed back. */
  | { readonly file: number; readonly kind: 'written'; readonly window: ArrayBuffer }
  | { readonly file: number; readonly kind: 'finished'; readonly content: StagedContent }
  | { readonly file: number; readonly kind: 'aborted' }
  /** The file takes no more; it still has to be aborted. */
  | { readonly file: number; readonly kind: 'failed'; readonly failure: StagingFailure };

/** A thread that owns the files it stages: hashing, encryption and fsync of large blobs happen here. */
const port = parentPort;
if (port === null) throw new Error('staging-worker.ts runs as a worker thread only.');

interface OpenFile {
  /** Resolves when everything before has been done. */
  turn: Promise<void>;
  staging: StagingFile | null;
  failed: boolean;
}

const files = new Map<number, OpenFile>();

const reply = (message: StagingReply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

async function handle(open: OpenFile, request: StagingRequest): Promise<void> {
  const { file } = request;
  switch (request.kind) {
    case 'open':
      open.staging = await openStagingFile(request.path, request.seal);
      return;
    case 'write':
      // Once as they came, once sealed.
      bytesPassed(2 * request.length);
      if (!open.failed) await open.staging?.write(new Uint8Array(request.window, 0, request.length));
      return reply({ file, kind: 'written', window: request.window }, [request.window]);
    case 'finish':
      if (open.failed || open.staging === null) return;
      reply({ file, kind: 'finished', content: await open.staging.finish() });
      files.delete(file);
      return;
    case 'abort':
      files.delete(file);
      try {
        await open.staging?.abort();
      } finally {
        reply({ file, kind: 'aborted' });
      }
  }
}

port.on('message', (request: StagingRequest) => {
  const open = files.get(request.file) ?? { turn: Promise.resolve(), staging: null, failed: false };
  files.set(request.file, open);
  open.turn = open.turn
    .then(() => handle(open, request))
    .catch((error: NodeJS.ErrnoException) => {
      open.failed = true;
      const failure = { message: error.message, code: error.code, syscall: error.syscall };
      reply({ file: request.file, kind: 'failed', failure });
    });
});

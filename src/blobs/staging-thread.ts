import { Worker } from 'node:worker_threads';
import type { BlobSeal } from './encryption/blob-seal.ts';
import type { StagingFile } from './staging-file.ts';
import type { StagingReply, StagingRequest } from './staging-worker.ts';
import { openThreadedFile, type StagingChannel, type ThreadedFile } from './threaded-file.ts';

export interface StagingThread {
  readonly openFiles: number;
  readonly ended: boolean;
  open(path: string, seal: BlobSeal | null): StagingFile;
  /** Files that are still open fail. */
  end(): Promise<void>;
}

/** The worker beside this module: TypeScript in a checkout, JavaScript in the package. */
const workerUrl = (): URL =>
  new URL(`./staging-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** It keeps the process alive only while it has files to stage. */
export function startStagingThread(): StagingThread {
  const worker = new Worker(workerUrl(), { name: 'coffer-staging', resourceLimits: { maxYoungGenerationSizeMb: 8 } });
  const files = new Map<number, ThreadedFile>();
  let nextFile = 0;
  let ended = false;
  worker.unref();

  const endAll = (reason: Error): void => {
    ended = true;
    for (const file of files.values()) file.fail(reason);
  };
  worker.on('message', (reply: StagingReply) => files.get(reply.file)?.receive(reply));
  worker.on('error', (error) => endAll(new Error('A staging thread failed.', { cause: error })));
  worker.on('exit', () => endAll(new Error('A staging thread ended before its files did.')));

  const channelOf = (file: number): StagingChannel => ({
    file,
    get ended() {
      return ended;
    },
    post: (request: StagingRequest, transfer: ArrayBuffer[] = []) => worker.postMessage(request, transfer),
    close() {
      files.delete(file);
      if (files.size === 0) worker.unref();
    },
  });
  return {
    get openFiles() {
      return files.size;
    },
    get ended() {
      return ended;
    },
    open(path, seal) {
      const number = nextFile++;
      const file = openThreadedFile(channelOf(number), path, seal);
      files.set(number, file);
      worker.ref();
      return file;
    },
    async end() {
      await worker.terminate();
    },
  };
}

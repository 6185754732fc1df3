import type { BlobSeal } from './encryption/blob-seal.ts';
import type { StagingFile } from './staging-file.ts';
import { type StagingThread, startStagingThread } from './staging-thread.ts';

/** Stages large blobs off the event loop. */
export interface StagingPool {
  open(path: string, seal: BlobSeal | null): StagingFile;
  /** Ends the threads; files that are still open fail. */
  close(): Promise<void>;
}

const idleMilliseconds = 30_000;

/** Up to `size` threads, started when they are needed and ended when nothing was for half a minute. */
export function createStagingPool(size: number): StagingPool {
  let threads: StagingThread[] = [];
  let idle: NodeJS.Timeout | null = null;

  const endIdle = async (): Promise<void> => {
    if (threads.some(({ openFiles }) => openFiles > 0)) return watch();
    const ending = threads;
    threads = [];
    await Promise.all(ending.map((thread) => thread.end()));
  };
  const watch = (): void => {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(() => void endIdle(), idleMilliseconds);
    idle.unref();
  };

  return {
    open(path, seal) {
      threads = threads.filter(({ ended }) => !ended);
      const [leastBusy] = threads.toSorted((a, b) => a.openFiles - b.openFiles);
      let thread = leastBusy;
      if (thread === undefined || (thread.openFiles > 0 && threads.length < size)) {
        thread = startStagingThread();
        threads.push(thread);
      }
      watch();
      return thread.open(path, seal);
    },
    async close() {
      if (idle !== null) clearTimeout(idle);
      const ending = threads;
      threads = [];
      await Promise.all(ending.map((thread) => thread.end()));
    },
  };
}

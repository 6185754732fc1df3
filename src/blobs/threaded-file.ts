import { rm } from 'node:fs/promises';
import { bytesPassed } from '../kernel/passing-bytes.ts';
import type { BlobSeal } from './encryption/blob-seal.ts';
import type { StagedContent, StagingFile } from './staging-file.ts';
import type { StagingReply, StagingRequest } from './staging-worker.ts';

const windowBytes = 256 * 1024;
/** Windows handed to the thread and not written yet, at most, per file. */
const maxWindows = 4;

/** The thread as one file sees it. */
export interface StagingChannel {
  readonly file: number;
  readonly ended: boolean;
  post(request: StagingRequest, transfer?: ArrayBuffer[]): void;
  /** Nothing more is to come about this file. */
  close(): void;
}

export interface ThreadedFile extends StagingFile {
  /** What the thread answered about this file. */
  receive(reply: StagingReply): void;
  /** The thread has ended: whoever waits is told why. */
  fail(reason: Error): void;
}

/** Knows what the thread has done so far, and wakes the one who waits for more of it. */
function trackProgress() {
  let failure: Error | null = null;
  let aborting = false;
  let wake: (() => void) | null = null;
  const progress = {
    inFlight: 0,
    free: [] as ArrayBuffer[],
    content: null as StagedContent | null,
    aborted: false,
    /** From now on failures no longer matter. */
    giveUp(): void {
      aborting = true;
      failure = null;
    },
    fail(reason: Error): void {
      if (!aborting) failure ??= reason;
      wake?.();
    },
    receive(reply: StagingReply): void {
      if (reply.kind === 'failed') progress.fail(Object.assign(new Error(reply.failure.message), reply.failure));
      else if (reply.kind === 'written') {
        progress.inFlight--;
        progress.free.push(reply.window);
      } else if (reply.kind === 'finished') progress.content = reply.content;
      else progress.aborted = true;
      wake?.();
    },
    async until(done: () => boolean): Promise<void> {
      for (;;) {
        if (failure !== null) throw failure;
        if (done()) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  return progress;
}

/** A staging file that a thread owns. Bytes travel in windows that are handed over, not copied, and come back to be filled. */
export function openThreadedFile(channel: StagingChannel, path: string, seal: BlobSeal | null): ThreadedFile {
  const { file } = channel;
  const progress = trackProgress();
  let window: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;
  channel.post({ file, kind: 'open', path, seal });

  const send = (): void => {
    if (window === null) return;
    progress.inFlight++;
    channel.post({ file, kind: 'write', window: window.buffer, length: filled }, [window.buffer]);
    window = null;
    filled = 0;
  };
  return {
    receive: progress.receive,
    fail: progress.fail,
    async write(chunk) {
      bytesPassed(chunk.length);
      for (let taken = 0; taken < chunk.length; ) {
        window ??= new Uint8Array(progress.free.pop() ?? new ArrayBuffer(windowBytes));
        const part = chunk.subarray(taken, taken + windowBytes - filled);
        window.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled < windowBytes) continue;
        send();
        await progress.until(() => progress.inFlight < maxWindows);
      }
    },
    async finish() {
      send();
      channel.post({ file, kind: 'finish' });
      await progress.until(() => progress.content !== null);
      channel.close();
      return progress.content as StagedContent;
    },
    async abort() {
      progress.giveUp();
      if (channel.ended || progress.content !== null) await rm(path, { force: true });
      else {
        channel.post({ file, kind: 'abort' });
        // A thread that dies now leaves the file to whoever looks for abandoned ones.
        await progress.until(() => progress.aborted || channel.ended);
      }
      channel.close();
    },
  };
}

import type { BlobSeal } from './encryption/blob-seal.ts';
import type { StagedContent } from './staging-file.ts';

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

/** The steps of a write, in their order, and the steps after it: large blobs are staged and placed, small ones made at once. */
export const steps = [
  'open-staging',
  'write-staging',
  'sync-staging',
  'make-slot',
  'place',
  'open-blob',
  'write-blob',
  'sync-blob',
  'sync-slot',
  'begin',
  'commit',
  'remove-blob',
] as const;

export type Step = (typeof steps)[number];

/** `within`: half of a write is done. */
export type Moment = 'before' | 'within' | 'after';

/** The process dies at the n-th time (1 is the first) that it comes to this step after it was armed. */
export interface Kill {
  readonly step: Step;
  readonly moment: Moment;
  readonly nth: number;
}

/** The n-th to (n + times - 1)-th time fails, as the operating system would make it fail. */
export interface Failure {
  readonly step: Step;
  readonly code: 'ENOSPC' | 'EIO';
  readonly nth: number;
  readonly times: number;
}

/** What happens to a server process; the environment variable `planVariable` names the file where it stands, as JSON. */
export interface Plan {
  /** Every step below it counts. */
  readonly dataDir: string;
  readonly kill: Kill | null;
  readonly fail: Failure | null;
  /** Where to note what was written and what was synced, for the power cut; null: nowhere. */
  readonly log: string | null;
  /** From the first step on; else from the signal `armSignal` on. */
  readonly armed: boolean;
}

export const planVariable = 'FAULT_PLAN';
export const armSignal = 'SIGUSR2';

/** A line of the log. `change`s are lost by a power cut unless their directory was synced, from `start` to `end`, after them. */
export type LogLine =
  | { readonly kind: 'create'; readonly path: string }
  /** The file of the name `from` got another one. */
  | { readonly kind: 'link'; readonly from: string; readonly path: string }
  | { readonly kind: 'remove-folder'; readonly path: string }
  /** `first`: the topmost of the folders that were made. */
  | { readonly kind: 'make-folder'; readonly path: string; readonly first: string }
  | { readonly kind: 'rename'; readonly from: string; readonly path: string }
  /** `saved`: another name of the same file. */
  | { readonly kind: 'remove'; readonly path: string; readonly saved: string }
  | { readonly kind: 'write'; readonly path: string }
  /** The first `sizeBytes` bytes of the file are on disk. */
  | { readonly kind: 'synced'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'sync-folder-start' | 'sync-folder-end'; readonly path: string; readonly id: number }
  /** What the write-ahead log holds is on disk. */
  | { readonly kind: 'committed'; readonly wal: string; readonly sizeBytes: number; readonly salt: string };

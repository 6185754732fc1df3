import type { PackageName } from '../model/package.ts';
import type { PackedEntries } from './packed-entries.ts';

/** What the main thread says to the thread that reads large indexes. */
export type ToIndexThread =
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly format: string;
      readonly name: PackageName;
      readonly address: string;
    }
  | { readonly kind: 'reply'; readonly id: number; readonly call: number; readonly reply: SentReply | null }
  | { readonly kind: 'refused'; readonly id: number; readonly call: number; readonly message: string }
  /** The next entries may come: one batch at a time, so that taking them in never holds up the main thread. */
  | { readonly kind: 'next'; readonly id: number };

export interface SentReply {
  readonly url: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** What the thread says to the main one. */
export type FromIndexThread =
  | {
      readonly kind: 'get';
      readonly id: number;
      readonly call: number;
      readonly path: string;
      readonly accept: string | undefined;
    }
  | { readonly kind: 'listing'; readonly id: number; readonly listing: ListingHead | null }
  | { readonly kind: 'entries'; readonly id: number; readonly packed: PackedEntries }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export interface ListingHead {
  readonly name: PackageName;
  readonly tags: ReadonlyMap<string, string>;
  readonly count: number;
}

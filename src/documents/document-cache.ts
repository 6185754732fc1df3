import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import type { Generations } from './generations.ts';
import type { ServedDocument } from './render-document.ts';

/** What one document is made from, and where. */
export interface DocumentSubject {
  readonly domainId: number;
  /** As the change feed spells it. */
  readonly packageKey: string;
  /** Tells it from every other document of the server. */
  readonly key: string;
}

/** What a rendering needs, at hand before it is known whether to render. */
export interface Ingredients {
  /** Names what each upstream listed, by its bytes. */
  readonly sources: readonly string[];
  /** An upstream did not answer: what it said earlier stands in. */
  readonly stale: boolean;
  /**
   * Asks the upstreams whether they still say the same, which costs far less than to gather; null: they do not, or it
   * takes gathering to know.
   */
  lookAgain(): Promise<{ readonly stale: boolean } | null>;
  render(): Promise<ServedDocument>;
}

/** Rendered documents kept as bytes. */
export interface DocumentCache {
  /**
   * The kept document if nothing that it is made from has changed, else a new one. `gather` reads what it is made from;
   * null: there is no such document. `fresh`: gather even where nothing seems to have changed.
   */
  read(
    subject: DocumentSubject,
    fresh: boolean,
    gather: () => Promise<Ingredients | null>,
  ): Promise<ServedDocument | null>;
}

export interface DocumentCacheDeps {
  readonly generations: Generations;
  readonly clock: Clock;
  /** Default: 64 MiB. */
  readonly budgetBytes?: number;
}

interface Kept {
  readonly document: ServedDocument;
  readonly sources: readonly string[];
  readonly lookAgain: Ingredients['lookAgain'];
  stale: boolean;
  /** The domain's change number that it is known to be current at. */
  stamp: number;
  /** When its upstreams were last looked at, in milliseconds since 1970. */
  lookedAt: number;
}

interface Flight {
  readonly stamp: number;
  readonly made: Promise<ServedDocument | null>;
}

const defaultBudgetBytes = 64 * 1024 * 1024;
const overheadBytes = 1024;

/** How long a document with parts of an upstream is served before its listing is looked at again. */
const lookEveryMilliseconds = 2000;

const sameSources = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((source, i) => source === b[i]);

/** RFC 7234 §5.5.1. */
const warning = { warning: '110 - "Response is Stale"' };

const shown = ({ document, stale }: Pick<Kept, 'document' | 'stale'>): ServedDocument =>
  stale ? { ...document, headers: { ...document.headers, ...warning } } : document;

const sizeOf = ({ document }: Kept): number => overheadBytes + document.body.heldBytes();

interface Cache {
  readonly generations: Generations;
  readonly clock: Clock;
  readonly kept: LRUCache<string, Kept>;
  readonly flights: Map<string, Flight>;
}

type Gather = () => Promise<Ingredients | null>;

function isCurrent(
  { generations, clock }: Cache,
  subject: DocumentSubject,
  { sources, stamp, lookedAt }: Kept,
): boolean {
  if (!generations.isCurrent(subject.domainId, subject.packageKey, stamp)) return false;
  return sources.length === 0 || clock.now().getTime() - lookedAt < lookEveryMilliseconds;
}

/** A document that was too large may fit once it is compressed. */
function keep({ kept }: Cache, { key }: DocumentSubject, entry: Kept): void {
  kept.set(key, entry);
  entry.document.body.whenResized(() => {
    const now = kept.peek(key);
    if (now !== undefined && now !== entry) return;
    // Setting what is set already would leave its size as it was.
    kept.delete(key);
    kept.set(key, entry);
  });
}

/** What is kept, if no row that it was made from has changed. */
function keptRows({ generations, kept }: Cache, { domainId, packageKey, key }: DocumentSubject): Kept | null {
  const entry = kept.peek(key);
  return entry !== undefined && generations.isCurrent(domainId, packageKey, entry.stamp) ? entry : null;
}

/** It is known to be current now. */
function confirm(entry: Kept, stale: boolean, stamp: number, lookedAt: number): ServedDocument {
  entry.stamp = Math.max(entry.stamp, stamp);
  entry.lookedAt = lookedAt;
  entry.stale = stale;
  return shown(entry);
}

/** Gathers, and renders unless what there is was rendered before. */
async function make(cache: Cache, subject: DocumentSubject, stamp: number, gather: Gather) {
  const { clock, kept } = cache;
  const lookedAt = clock.now().getTime();
  const ingredients = await gather();
  if (ingredients === null) return null;
  const { sources, stale, lookAgain } = ingredients;
  const before = keptRows(cache, subject);
  if (before !== null && sameSources(before.sources, sources)) return confirm(before, stale, stamp, lookedAt);
  const document = await ingredients.render();
  const newer = kept.peek(subject.key);
  if (newer === undefined || newer.stamp <= stamp)
    keep(cache, subject, { document, sources, stale, lookAgain, stamp, lookedAt });
  return shown({ document, stale });
}

/** Gathers only when rows have changed, or an upstream says something else. */
async function look(cache: Cache, subject: DocumentSubject, stamp: number, gather: Gather) {
  const before = keptRows(cache, subject);
  if (before !== null) {
    const lookedAt = cache.clock.now().getTime();
    const again = await before.lookAgain();
    if (again !== null && keptRows(cache, subject) === before) return confirm(before, again.stale, stamp, lookedAt);
  }
  return make(cache, subject, stamp, gather);
}

/** A rendering under way is joined when it was begun at this stamp or later. */
function fly(cache: Cache, subject: DocumentSubject, stamp: number, gather: Gather): Flight['made'] {
  const { flights } = cache;
  const flying = flights.get(subject.key);
  if (flying !== undefined && flying.stamp >= stamp) return flying.made;
  const flight: Flight = {
    stamp,
    made: look(cache, subject, stamp, gather).finally(() => {
      if (flights.get(subject.key) === flight) flights.delete(subject.key);
    }),
  };
  flights.set(subject.key, flight);
  return flight.made;
}

export function createDocumentCache(deps: DocumentCacheDeps): DocumentCache {
  const { generations, clock, budgetBytes = defaultBudgetBytes } = deps;
  const kept = new LRUCache<string, Kept>({
    maxSize: budgetBytes,
    maxEntrySize: Math.ceil(budgetBytes / 2),
    sizeCalculation: sizeOf,
  });
  const cache: Cache = { generations, clock, kept, flights: new Map() };
  return {
    async read(subject, fresh, gather) {
      const synced = generations.sync(subject.domainId);
      const stamp = typeof synced === 'number' ? synced : await synced;
      if (fresh) return make(cache, subject, stamp, gather);
      const found = kept.get(subject.key);
      if (found !== undefined && isCurrent(cache, subject, found)) return shown(found);
      return fly(cache, subject, stamp, gather);
    },
  };
}

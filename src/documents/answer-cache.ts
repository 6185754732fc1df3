import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import type { DocumentSubject } from './document-cache.ts';
import type { Generations } from './generations.ts';

/** Small answers about one package, remembered until the package changes. */
export interface AnswerCache<T> {
  /** What is remembered, else what `find` answers: remembered in its turn where `isLasting` says so. */
  read(subject: DocumentSubject, find: () => Promise<T | null>, isLasting: (found: T) => boolean): Promise<T | null>;
}

export interface AnswerCacheDeps {
  readonly generations: Generations;
  readonly clock: Clock;
}

interface Remembered<T> {
  readonly found: T;
  readonly stamp: number;
  readonly until: number;
}

const maxRemembered = 50_000;

/** Repairs move bytes without a change of the package: nobody misses them for longer than this. */
const lastingMilliseconds = 60_000;

export function createAnswerCache<T>({ generations, clock }: AnswerCacheDeps): AnswerCache<T> {
  const remembered = new LRUCache<string, Remembered<T>>({ max: maxRemembered });
  return {
    async read({ domainId, packageKey, key }, find, isLasting) {
      const synced = generations.sync(domainId);
      const stamp = typeof synced === 'number' ? synced : await synced;
      const now = clock.now().getTime();
      const known = remembered.get(key);
      if (known !== undefined && now < known.until && generations.isCurrent(domainId, packageKey, known.stamp))
        return known.found;
      const found = await find();
      if (found !== null && isLasting(found)) remembered.set(key, { found, stamp, until: now + lastingMilliseconds });
      else remembered.delete(key);
      return found;
    },
  };
}

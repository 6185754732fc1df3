import { LRUCache } from 'lru-cache';
import { singleFlight } from '../kernel/single-flight.ts';
import type { IdentityGeneration } from './identity-generation.ts';

const maxRemembered = 10_000;

/**
 * Answers from memory, at once, until the next change of identities. The same object is answered until then. Absence is
 * never remembered.
 */
export function remember<Asked, Found extends object>(
  generation: IdentityGeneration,
  keyOf: (asked: Asked) => string,
  find: (asked: Asked) => Promise<Found | null>,
): (asked: Asked) => Found | Promise<Found | null> {
  const cache = new LRUCache<string, { readonly found: Found; readonly generation: number }>({ max: maxRemembered });
  const flights = singleFlight<Found | null>();
  const answer = (asked: Asked, now: number): Found | Promise<Found | null> => {
    const key = keyOf(asked);
    const cached = cache.get(key);
    if (cached !== undefined && cached.generation === now) return cached.found;
    return flights.run(`${now} ${key}`, async () => {
      const found = await find(asked);
      if (found === null) cache.delete(key);
      else cache.set(key, { found, generation: now });
      return found;
    });
  };
  return (asked) => {
    // The number is taken before the rows are read, so that what changes meanwhile makes the entry old.
    const latest = generation.current();
    return typeof latest === 'number' ? answer(asked, latest) : latest.then((now) => answer(asked, now));
  };
}

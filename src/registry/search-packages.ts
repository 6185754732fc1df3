import type { SearchQuery, SearchResult } from '../formats/format.ts';
import type { PackageName } from '../model/package.ts';
import { type Place, type RegistryDeps, whereOf } from './place.ts';

/** A page takes one listing a package, so it is bounded whatever a client asks for. */
const maxTake = 250;

/** How many names are held to be put in order; a search that finds more is told how many there are all the same. */
const maxRanked = 50_000;

interface Match {
  readonly name: PackageName;
  /** How much of the name the words leave over: nothing for the package itself. */
  readonly rest: number;
}

function matchOf(name: PackageName, words: readonly string[], namespace: string | null): Match | null {
  if (namespace !== null && name.namespace !== namespace) return null;
  const whole = (name.namespace === null ? name.name : `${name.namespace}/${name.name}`).toLowerCase();
  if (!words.every((word) => whole.includes(word))) return null;
  return { name, rest: whole.length - words.reduce((sum, word) => sum + word.length, 0) };
}

/** One page of the packages whose names hold all the words. */
export async function searchPackages(
  deps: RegistryDeps,
  place: Place,
  { words, namespace, skip, take }: SearchQuery,
): Promise<SearchResult<unknown>> {
  const wanted = words.map((word) => word.toLowerCase());
  const matches: Match[] = [];
  let total = 0;
  for await (const name of deps.upstreams.listNames(whereOf(place))) {
    const match = matchOf(name, wanted, namespace);
    if (match === null) continue;
    total += 1;
    if (matches.length < maxRanked) matches.push(match);
  }
  const page = matches.sort((a, b) => a.rest - b.rest).slice(skip, skip + Math.min(take, maxTake));
  const found = await Promise.all(page.map(({ name }) => deps.upstreams.readIndex(whereOf(place), name)));
  return { total, hits: found.flatMap((merged) => merged?.index ?? []) };
}

import type { Format } from '../formats/format.ts';
import type { Database } from '../metadata/database.ts';
import { findGuard } from '../metadata/find-guard.ts';
import type { Place } from './place.ts';

/** How a URL names a repository. */
export interface PlaceAddress {
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
}

/** One format of the repository; null where its domain or the repository does not exist. */
export type FindPlace = (address: PlaceAddress, format: Format) => Promise<Place | null> | Place | null;

type Located = Omit<Place, 'format'>;

const maxRemembered = 10_000;

async function locate(database: Database, address: PlaceAddress): Promise<Located | null> {
  const guard = await findGuard(database.reader, address);
  if (guard === null || guard.repositoryId === null) return null;
  const { domainId, region, owner, domain, repositoryId } = guard;
  return {
    domain: { id: domainId, region, owner, domain },
    repository: { id: repositoryId, name: address.repository },
    guard,
  };
}

/** Remembers where repositories are for as long as nothing is committed. */
export function createFindPlace(database: Database): FindPlace {
  const remembered = new Map<string, Located>();
  let at: number | null = null;

  async function look(key: string, address: PlaceAddress, format: Format): Promise<Place | null> {
    const located = await locate(database, address);
    if (located === null) return null;
    if (at !== null && at === database.version()) remembered.set(key, located);
    return { ...located, format };
  }

  return (address, format) => {
    const version = database.version();
    if (version === null || version !== at || remembered.size >= maxRemembered) remembered.clear();
    at = version;
    const key = `${address.owner}/${address.domain}/${address.repository}`;
    const located = remembered.get(key);
    return located === undefined ? look(key, address, format) : { ...located, format };
  };
}

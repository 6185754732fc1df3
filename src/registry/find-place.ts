import type { Format } from '../formats/format.ts';
import type { Database } from '../metadata/database.ts';
import { findDomain } from '../metadata/domains.ts';
import { findRepository } from '../metadata/repositories.ts';
import type { Place } from './place.ts';

/** How a URL names a repository. */
export interface PlaceAddress {
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
}

/** One format of the repository; null where its domain or the repository does not exist. */
export async function findPlace(database: Database, address: PlaceAddress, format: Format): Promise<Place | null> {
  const domain = await findDomain(database.reader, address.owner, address.domain);
  if (domain === null) return null;
  const repository = await findRepository(database.reader, domain.id, address.repository);
  if (repository === null) return null;
  const { id, region, owner, name } = domain;
  return {
    domain: { id, region, owner, domain: name },
    repository: { id: repository.id, name: repository.name },
    format,
  };
}

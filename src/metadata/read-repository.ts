import { notFound } from '../kernel/errors.ts';
import type { StoredDomain } from './domains.ts';
import { readDomain } from './read-domain.ts';
import { findRepository, type StoredRepository } from './repositories.ts';
import type { Db } from './schema.ts';

export interface RepositoryAddress {
  readonly owner: string;
  readonly domain: string;
  readonly repository: string;
}

export interface LocatedRepository {
  readonly domain: StoredDomain;
  readonly repository: StoredRepository;
}

/** NotFound names the domain if that is missing, else the repository. */
export async function readRepository(db: Db, address: RepositoryAddress): Promise<LocatedRepository> {
  const domain = await readDomain(db, address.owner, address.domain);
  const repository = await findRepository(db, domain.id, address.repository);
  if (repository === null) throw notFound({ type: 'repository', id: `${address.domain}/${address.repository}` });
  return { domain, repository };
}

import { sql } from 'kysely';
import { alreadyExists } from '../kernel/errors.ts';
import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import type { WriteOperation } from './database.ts';
import { readDomain } from './read-domain.ts';
import { recordTopologyChange } from './record-change.ts';
import { findRepository, type StoredRepository, storedRepository } from './repositories.ts';
import { replaceUpstreams } from './repository-upstreams.ts';
import { insertResourceTags, type ResourceTag } from './resource-tags.ts';

export interface CreateRepository {
  readonly owner: string;
  readonly domain: string;
  readonly name: string;
  readonly administrator: string;
  readonly description: string | null;
  /** Names, in priority order. */
  readonly upstreams: readonly string[];
  readonly tags: readonly ResourceTag[];
  readonly now: number;
  readonly quotas: Quotas;
}

/** Conflict when the domain has the name already; upstreams are refused as `replaceUpstreams` tells. */
export const createRepository: WriteOperation<CreateRepository, StoredRepository> = {
  name: 'create-repository',
  async run(tx, args) {
    const { owner, domain: domainName, name, administrator, description, upstreams, tags, now, quotas } = args;
    const domain = await readDomain(tx, owner, domainName);
    const resource = { type: 'repository', id: `${domainName}/${name}` } as const;
    if ((await findRepository(tx, domain.id, name)) !== null) throw alreadyExists(resource);
    if (domain.repositoryCount >= quotas.repositoriesPerDomain)
      throw beyondQuota(
        'repositoriesPerDomain',
        `The domain '${domainName}' has ${domain.repositoryCount} repositories, and may have no more.`,
        resource,
      );
    const row = await tx
      .insertInto('repositories')
      .values({ domain_id: domain.id, name, administrator, description, created_at: now })
      .returningAll()
      .executeTakeFirstOrThrow();
    const repository = storedRepository(row);
    await replaceUpstreams(tx, domain, repository, { names: upstreams, quotas });
    await insertResourceTags(tx, { kind: 'repository', id: repository.id, name: resource.id }, tags, quotas);
    await tx
      .updateTable('domains')
      .set({ repository_count: sql`repository_count + 1` })
      .where('id', '=', domain.id)
      .execute();
    await recordTopologyChange(tx, domain.id);
    return repository;
  },
};

import { invalid, notFound } from '../kernel/errors.ts';
import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import { findRepository, type StoredRepository } from './repositories.ts';
import type { Db } from './schema.ts';

/** Names of the direct upstreams, in priority order. */
export async function listUpstreams(db: Db, repositoryId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('repository_upstreams as u')
    .innerJoin('repositories as r', 'r.id', 'u.upstream_id')
    .select('r.name')
    .where('u.repository_id', '=', repositoryId)
    .orderBy('u.position')
    .execute();
  return rows.map(({ name }) => name);
}

/** Validation if `repository` can be reached from one of `upstreamIds`. */
async function refuseCycle(tx: Db, repository: StoredRepository, upstreamIds: readonly number[]): Promise<void> {
  const seen = new Set<number>();
  for (let level = [...upstreamIds]; level.length > 0; ) {
    if (level.includes(repository.id))
      throw invalid(
        `The repository '${repository.name}' may not be an upstream of itself, directly or through others.`,
      );
    for (const id of level) seen.add(id);
    const next = await tx
      .selectFrom('repository_upstreams')
      .select('upstream_id')
      .distinct()
      .where('repository_id', 'in', level)
      .execute();
    level = next.map(({ upstream_id }) => upstream_id).filter((id) => !seen.has(id));
  }
}

async function readIds(tx: Db, domain: { id: number; name: string }, names: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) {
    const upstream = await findRepository(tx, domain.id, name);
    if (upstream === null) throw notFound({ type: 'repository', id: `${domain.name}/${name}` });
    ids.push(upstream.id);
  }
  return ids;
}

export interface NewUpstreams {
  /** In priority order. */
  readonly names: readonly string[];
  readonly quotas: Quotas;
}

/**
 * Replaces the whole list. NotFound for an upstream that the domain does not have, Validation for one named twice and
 * for a cycle, ServiceQuotaExceeded for more than a repository may have.
 */
export async function replaceUpstreams(
  tx: Db,
  domain: { readonly id: number; readonly name: string },
  repository: StoredRepository,
  { names, quotas }: NewUpstreams,
): Promise<void> {
  if (names.length > quotas.directUpstreams)
    throw beyondQuota(
      'directUpstreams',
      `${names.length} upstreams are more than the ${quotas.directUpstreams} that a repository may have.`,
      { type: 'repository', id: `${domain.name}/${repository.name}` },
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`The upstream '${twice}' is named twice.`);
  const ids = await readIds(tx, domain, names);
  await refuseCycle(tx, repository, ids);
  await tx.deleteFrom('repository_upstreams').where('repository_id', '=', repository.id).execute();
  const rows = ids.map((id, position) => ({ repository_id: repository.id, position, upstream_id: id }));
  if (rows.length > 0) await tx.insertInto('repository_upstreams').values(rows).execute();
}

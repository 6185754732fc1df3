import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** A repository as the search order sees it. */
export interface RepositoryNode {
  readonly id: number;
  readonly name: string;
  /** Direct upstreams, in priority order. */
  readonly upstreams: readonly number[];
  /** External connections, in the order in which they are asked. */
  readonly connections: readonly string[];
}

/** Ids of the repository and of all that can be reached from it through upstreams. */
async function reachable(db: Db, repositoryId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    WITH RECURSIVE reached(id) AS (
      SELECT id FROM repositories WHERE id = ${repositoryId}
      UNION
      SELECT u.upstream_id FROM reached r JOIN repository_upstreams u ON u.repository_id = r.id
    )
    SELECT id FROM reached`.execute(db);
  return rows.map(({ id }) => Number(id));
}

/** The repository and everything behind it, by id; empty if there is no such repository. */
export async function readTopology(db: Db, repositoryId: number): Promise<ReadonlyMap<number, RepositoryNode>> {
  const ids = await reachable(db, repositoryId);
  if (ids.length === 0) return new Map();
  const [names, upstreams, connections] = await Promise.all([
    db.selectFrom('repositories').select(['id', 'name']).where('id', 'in', ids).execute(),
    db
      .selectFrom('repository_upstreams')
      .select(['repository_id', 'upstream_id'])
      .where('repository_id', 'in', ids)
      .orderBy('repository_id')
      .orderBy('position')
      .execute(),
    db
      .selectFrom('repository_connections')
      .select(['repository_id', 'connection'])
      .where('repository_id', 'in', ids)
      .orderBy('repository_id')
      .orderBy('position')
      .execute(),
  ]);
  const below = Map.groupBy(upstreams, (edge) => edge.repository_id);
  const outside = Map.groupBy(connections, (edge) => edge.repository_id);
  return new Map(
    names.map(({ id, name }) => [
      id,
      {
        id,
        name,
        upstreams: (below.get(id) ?? []).map((edge) => edge.upstream_id),
        connections: (outside.get(id) ?? []).map((edge) => edge.connection),
      },
    ]),
  );
}

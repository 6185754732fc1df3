import { sql } from 'kysely';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
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

interface TopologyRow {
  readonly id: number;
  /** Of the repository; null in the row of a connection. */
  readonly name: string | null;
  readonly position: number | null;
  readonly upstream_id: number | null;
  readonly connection: string | null;
}

/**
 * A row for each upstream of each repository, or one for a repository that has none; then one for each connection. CROSS:
 * SQLite goes through what is reached, and looks the connections up.
 */
const topologyRows = prepareQuery(
  (_db, { repositoryId }: Placeholders<{ repositoryId: number }>) => sql<TopologyRow>`
    WITH RECURSIVE reached(id) AS (
      SELECT id FROM repositories WHERE id = ${repositoryId}
      UNION
      SELECT u.upstream_id FROM reached r JOIN repository_upstreams u ON u.repository_id = r.id
    )
    SELECT r.id, n.name, u.position, u.upstream_id, NULL AS connection
      FROM reached r JOIN repositories n ON n.id = r.id LEFT JOIN repository_upstreams u ON u.repository_id = r.id
    UNION ALL
    SELECT r.id, NULL, c.position, NULL, c.connection
      FROM reached r CROSS JOIN repository_connections c WHERE c.repository_id = r.id`,
);

const byPosition = (one: TopologyRow, other: TopologyRow): number => (one.position ?? 0) - (other.position ?? 0);

/** The repository and everything behind it, by id; empty if there is no such repository. */
export async function readTopology(db: Db, repositoryId: number): Promise<ReadonlyMap<number, RepositoryNode>> {
  const rows = await topologyRows.all(db, { repositoryId });
  const nodes = new Map<number, { id: number; name: string; upstreams: number[]; connections: string[] }>();
  for (const { id, name } of rows) if (name !== null) nodes.set(id, { id, name, upstreams: [], connections: [] });
  for (const { id, upstream_id, connection } of rows.sort(byPosition)) {
    if (upstream_id !== null) nodes.get(id)?.upstreams.push(upstream_id);
    if (connection !== null) nodes.get(id)?.connections.push(connection);
  }
  return nodes;
}

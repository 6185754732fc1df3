import type { RepositoryNode } from '../metadata/topology.ts';

/** One place that a read looks at: what a repository keeps itself, or what is behind one of its external connections. */
export interface SearchStep {
  readonly repositoryId: number;
  readonly name: string;
  /** null: what the repository keeps. */
  readonly connection: string | null;
}

/** Which repositories take nothing in, and from where. */
export interface Closed {
  /** Nothing of its upstreams. */
  toUpstreams(repositoryId: number): boolean;
  /** Nothing through its external connections. */
  toConnections(repositoryId: number): boolean;
}

const nothingClosed: Closed = { toUpstreams: () => false, toConnections: () => false };

/**
 * Where a read looks, in order: the repository, its upstreams depth first in priority order, then its external
 * connections; each once, at most `mostRepositories`. What a repository is closed to is not reached through it.
 */
export function searchOrder(
  start: number,
  nodes: ReadonlyMap<number, RepositoryNode>,
  mostRepositories: number,
  closed: Closed = nothingClosed,
): SearchStep[] {
  const steps: SearchStep[] = [];
  const visited = new Set<number>();
  const asked = new Set<string>();
  const visit = (id: number): void => {
    const node = nodes.get(id);
    if (node === undefined || visited.has(id) || visited.size >= mostRepositories) return;
    visited.add(id);
    steps.push({ repositoryId: id, name: node.name, connection: null });
    if (node.upstreams.length > 0 && !closed.toUpstreams(id)) for (const upstream of node.upstreams) visit(upstream);
    const unasked = node.connections.filter((connection) => !asked.has(connection));
    if (unasked.length === 0 || closed.toConnections(id)) return;
    for (const connection of unasked) {
      asked.add(connection);
      steps.push({ repositoryId: id, name: node.name, connection });
    }
  };
  visit(start);
  return steps;
}

import { limits } from '../kernel/limits.ts';
import type { RepositoryNode } from '../metadata/topology.ts';

/** One place that a read looks at: what a repository keeps itself, or what is behind its external connection. */
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
  /** Nothing through its external connection. */
  toConnection(repositoryId: number): boolean;
}

const nothingClosed: Closed = { toUpstreams: () => false, toConnection: () => false };

/**
 * Where a read looks, in order: the repository, its upstreams depth first in priority order, then its external
 * connection; each once, at most 25 repositories. What a repository is closed to is not reached through it.
 */
export function searchOrder(
  start: number,
  nodes: ReadonlyMap<number, RepositoryNode>,
  closed: Closed = nothingClosed,
): SearchStep[] {
  const steps: SearchStep[] = [];
  const visited = new Set<number>();
  const connections = new Set<string>();
  const visit = (id: number): void => {
    const node = nodes.get(id);
    if (node === undefined || visited.has(id) || visited.size >= limits.searchedRepositories) return;
    visited.add(id);
    steps.push({ repositoryId: id, name: node.name, connection: null });
    if (node.upstreams.length > 0 && !closed.toUpstreams(id)) for (const upstream of node.upstreams) visit(upstream);
    if (node.connection === null || connections.has(node.connection) || closed.toConnection(id)) return;
    connections.add(node.connection);
    steps.push({ repositoryId: id, name: node.name, connection: node.connection });
  };
  visit(start);
  return steps;
}

import type { Format } from '../formats/format.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { Database } from '../metadata/database.ts';
import { readGroupRule } from '../metadata/group-rule.ts';
import type { StoredPackage } from '../metadata/packages.ts';
import { findPackageIn } from '../metadata/packages-of-repositories.ts';
import { readTopology } from '../metadata/topology.ts';
import { decideOrigin, type OriginRefusal } from '../model/decide-origin.ts';
import type { RestrictionType } from '../model/origin-restriction.ts';
import type { PackageName } from '../model/package.ts';
import { packagePath } from '../model/package-group-match.ts';
import { type ExternalConnection, inertReason } from './connections.ts';
import type { EngineLog } from './engine-log.ts';
import { type SearchStep, searchOrder } from './search-order.ts';
import type { Speaking } from './upstream-listings.ts';
import type { Where } from './upstreams.ts';

/** What a search is made with. */
export interface SearchDeps {
  readonly database: Database;
  readonly quotas: Quotas;
}

/** Where to look for one package, and what is kept of it in the repositories on the way. */
export interface SearchPath {
  readonly steps: readonly SearchStep[];
  /** By repository id. */
  readonly packages: ReadonlyMap<number, StoredPackage>;
  /** What would be reached if nobody kept it out; in the order of the search. */
  readonly barriers: readonly Barrier[];
}

/** Who keeps what is behind a repository from being reached through it. */
export interface Barrier {
  readonly way: RestrictionType;
  readonly refusal: OriginRefusal;
}

/**
 * A package that blocks its upstreams hides what is behind its repository, on the paths through it; so does a package
 * group, for upstream repositories and external connections apart.
 */
export async function searchPath(
  { database: { reader }, quotas }: SearchDeps,
  { domainId, repositoryId, format }: Where,
  name: PackageName,
): Promise<SearchPath> {
  const nodes = await readTopology(reader, repositoryId);
  const ids = [...nodes.keys()];
  const [packages, rule] = await Promise.all([
    findPackageIn(reader, ids, format.id, format.names.key(name)),
    readGroupRule(reader, domainId, packagePath(format.id, name), ids),
  ]);
  const barriers: Barrier[] = [];
  const isClosed = (way: RestrictionType) => (id: number) => {
    const refusal = decideOrigin(way, id, packages.get(id)?.controls ?? null, rule);
    if (refusal !== null) barriers.push({ way, refusal });
    return refusal !== null;
  };
  const steps = searchOrder(repositoryId, nodes, quotas.searchedRepositories, {
    toUpstreams: isClosed('INTERNAL_UPSTREAM'),
    toConnections: isClosed('EXTERNAL_UPSTREAM'),
  });
  return { steps, packages, barriers };
}

export interface Speakers {
  /** Who to ask for packages of the format; null: the connection is unknown, inert, or speaks another format. */
  find(connection: string, format: Format): Speaking | null;
}

/** Which connections can be asked for what. An inert one is told of once. */
export function speakers(
  connections: ReadonlyMap<string, ExternalConnection>,
  formats: ReadonlyMap<string, Format>,
  log: EngineLog,
): Speakers {
  const warned = new Set<string>();
  return {
    find(name, format) {
      const connection = connections.get(name);
      if (connection === undefined || format.upstream === null || formats.get(connection.format) !== format)
        return null;
      const { url: address } = connection;
      if (address !== null) return { connection, address, format, dialect: format.upstream };
      if (!warned.has(name)) log.warn({ connection: name }, inertReason(connection) ?? '');
      warned.add(name);
      return null;
    },
  };
}

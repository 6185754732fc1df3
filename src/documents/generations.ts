import { type FeedChange, listChanges, readHead } from '../metadata/change-feed.ts';
import type { Database } from '../metadata/database.ts';

/** Tells which documents are still what the rows say, whichever process wrote them. */
export interface Generations {
  /**
   * The domain's change number as of now or later: what was acknowledged before the call is counted. To be taken before
   * the first row is read. Answers at once while nothing was committed.
   */
  sync(domainId: number): number | Promise<number>;
  /** Whether nothing that a document of this package depends on changed since `stamp`. Ask right after `sync`. */
  isCurrent(domainId: number, packageKey: string, stamp: number): boolean;
}

interface Seen {
  /** The version of the database when `applied` was read. */
  version: number | null;
  applied: number;
  /** Documents with an older stamp are not known to be current: the topology changed, or too much did. */
  floor: number;
  /** The last change of each package since this process looks at the domain. */
  readonly last: Map<string, number>;
}

const maxPackages = 100_000;
const maxChanges = 10_000;

function apply(seen: Seen, changes: readonly FeedChange[], head: number): void {
  if (changes.length === maxChanges || seen.last.size + changes.length > maxPackages) {
    seen.last.clear();
    seen.floor = head;
  }
  for (const change of changes) {
    if (change.kind === 'topology') seen.floor = Math.max(seen.floor, change.seq);
    else seen.last.set(change.packageKey, Math.max(change.seq, seen.last.get(change.packageKey) ?? 0));
  }
  seen.applied = Math.max(seen.applied, head);
}

export function createGenerations(database: Database): Generations {
  const domains = new Map<number, Seen>();

  async function look(domainId: number, version: number | null): Promise<number> {
    const head = await readHead(database.reader, domainId);
    const seen = domains.get(domainId) ?? { version, applied: head, floor: head, last: new Map<string, number>() };
    domains.set(domainId, seen);
    if (head > seen.applied) apply(seen, await listChanges(database.reader, domainId, seen.applied, maxChanges), head);
    seen.version = version;
    return seen.applied;
  }

  return {
    sync(domainId) {
      const version = database.version();
      const seen = domains.get(domainId);
      if (seen !== undefined && version !== null && version === seen.version) return seen.applied;
      return look(domainId, version);
    },
    isCurrent(domainId, packageKey, stamp) {
      const seen = domains.get(domainId);
      return seen !== undefined && stamp >= seen.floor && stamp >= (seen.last.get(packageKey) ?? 0);
    },
  };
}

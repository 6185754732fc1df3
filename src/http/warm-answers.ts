import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import type { RequestScope } from '../registry/request-scope.ts';

type AuditRecords = ReturnType<RequestScope['takeAudit']>;

/** An answer whose bytes are all there. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  /** null: none are sent (HEAD, 304). */
  readonly bytes: Uint8Array | null;
}

interface Kept extends WholeAnswer {
  readonly audit: AuditRecords;
  readonly until: number;
}

/** What the server said, for whoever asks the very same again a moment later: jobs of CI ask by the thousand. */
export interface WarmAnswers {
  /**
   * The answer, and its audit record as of now; null: it has to be worked out. The same means every byte of the request,
   * its token included, while nothing was committed to the metadata store by anybody, and for at most a second.
   */
  find(request: IncomingMessage, requestId: string): (WholeAnswer & { readonly audit: AuditRecords }) | null;
  /** What to pass to `keep`, to be taken before the answer is worked out. */
  begin(): number | null;
  keep(request: IncomingMessage, begun: number | null, answer: WholeAnswer, audit: AuditRecords): void;
}

export interface WarmAnswersDeps {
  readonly clock: Clock;
  /** Another number after every commit; null: the store does not tell. */
  readonly database: { version(): number | null };
}

const keptMilliseconds = 1000;
const maxKept = 5000;
const maxKeptBytes = 32 * 1024 * 1024;
const overheadBytes = 2048;

const keyOf = ({ method, url, rawHeaders }: IncomingMessage): string => `${method} ${url}\n${rawHeaders.join('\n')}`;

const isRead = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && headers['cache-control'] === undefined;

/** HTTP/2 has no raw headers in the order of HTTP/1.1, but they tell requests from each other all the same. */
export function createWarmAnswers({ clock, database }: WarmAnswersDeps): WarmAnswers {
  const kept = new LRUCache<string, Kept>({
    max: maxKept,
    maxSize: maxKeptBytes,
    sizeCalculation: ({ bytes }) => overheadBytes + (bytes?.length ?? 0),
  });
  let at: number | null = null;

  /** The version that the kept answers are of; null: there are none. */
  const current = (): number | null => {
    const version = database.version();
    // Clearing goes through all places, taken or not: too much to do for every write of a busy time.
    if (version !== at && kept.size > 0) kept.clear();
    at = version;
    return version;
  };
  return {
    find(request, requestId) {
      if (!isRead(request) || current() === null) return null;
      const found = kept.get(keyOf(request));
      if (found === undefined) return null;
      const now = clock.now().getTime();
      if (now >= found.until) return null;
      return { ...found, audit: found.audit.map((record) => ({ ...record, at: now, requestId })) };
    },
    begin: current,
    keep(request, begun, answer, audit) {
      if (begun === null || !isRead(request) || current() !== begun) return;
      kept.set(keyOf(request), { ...answer, audit, until: clock.now().getTime() + keptMilliseconds });
    },
  };
}

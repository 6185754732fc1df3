import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import { singleFlight } from '../kernel/single-flight.ts';
import type { RootKey } from '../keys/root-key.ts';
import { sealContext } from '../keys/seal-context.ts';
import * as accessKeys from '../metadata/access-keys.ts';
import type { Database } from '../metadata/database.ts';
import * as principals from '../metadata/principals.ts';
import type { Principal } from '../model/principal.ts';

export interface PrincipalsDeps {
  readonly database: Database;
  readonly root: RootKey;
  readonly clock: Clock;
}

export interface AccessKey {
  readonly secret: string;
  readonly principal: Principal;
  readonly status: accessKeys.AccessKeyStatus;
}

export interface Principals {
  /** null: no such key. An inactive one is answered, and says so. */
  findAccessKey(id: string): Promise<AccessKey | null>;
  findPrincipal(uniqueId: string): Promise<Principal | null>;
}

/** How long a key that was deactivated, or a policy that was changed, may still be seen as it was. */
export const principalTtlMilliseconds = 1000;
const maxCached = 10_000;
/** AWS: an access key id has 16–128 characters. */
const maxIdLength = 128;

/** Answers from memory for a short time. Absence is never remembered, so that a new key works at once. */
function remember<T extends object>(clock: Clock, find: (id: string) => Promise<T | null>) {
  const cache = new LRUCache<string, { readonly found: T; readonly until: number }>({ max: maxCached });
  const flights = singleFlight<T | null>();
  return async (id: string): Promise<T | null> => {
    const now = clock.now().getTime();
    const cached = cache.get(id);
    if (cached !== undefined && now < cached.until) return cached.found;
    if (id.length > maxIdLength) return null;
    return flights.run(id, async () => {
      const found = await find(id);
      if (found === null) cache.delete(id);
      else cache.set(id, { found, until: now + principalTtlMilliseconds });
      return found;
    });
  };
}

/** Who holds which access key, read from the metadata store at most once a second each. */
export function createPrincipals({ database, root, clock }: PrincipalsDeps): Principals {
  return {
    findAccessKey: remember(clock, async (id) => {
      const row = await accessKeys.findAccessKey(database.reader, id);
      if (row === null) return null;
      const secret = await root.unwrap(row.secret, sealContext('access-key', id));
      return { secret: secret.toString('utf8'), principal: row.principal, status: row.status };
    }),
    findPrincipal: remember(clock, (uniqueId) => principals.findPrincipal(database.reader, uniqueId)),
  };
}

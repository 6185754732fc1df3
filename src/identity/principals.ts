import type { Clock } from '../kernel/clock.ts';
import type { RootKey } from '../keys/root-key.ts';
import type { AccessKeyStatus } from '../metadata/access-keys.ts';
import type { Database } from '../metadata/database.ts';
import { findEntityByUniqueId } from '../metadata/iam-entities.ts';
import type { Principal } from '../model/principal.ts';
import type { IdentityGeneration } from './identity-generation.ts';
import { loadPrincipal } from './load-principal.ts';
import { openAccessKey } from './open-access-key.ts';
import { remember } from './remember.ts';
import type { Session } from './session.ts';
import { loadSessionPrincipal } from './session-principal.ts';

export interface PrincipalsDeps {
  readonly database: Database;
  readonly root: RootKey;
  readonly clock: Clock;
}

export interface AccessKey {
  readonly secret: string;
  readonly principal: Principal;
  readonly status: AccessKeyStatus;
}

/** Who there is, read from the metadata store once and then again after something of it has changed. */
export interface Principals {
  /** null: no such key. An inactive one is answered, and says so. */
  findAccessKey(id: string): Promise<AccessKey | null>;
  /** A user by its unique id. */
  findUser(uniqueId: string): Principal | null | Promise<Principal | null>;
  /** null: the user or role that the session is of is gone. Whether its time is over is not looked at. */
  findSession(session: Session): Principal | Promise<Principal | null>;
}

/** AWS: an access key id has 16–128 characters. */
const maxIdLength = 128;

const itself = (id: string): string => id;

export function createPrincipals({ database, root }: PrincipalsDeps, generation: IdentityGeneration): Principals {
  const { reader } = database;
  const findAccessKey = remember<string, AccessKey>(generation, itself, async (id) => {
    const key = await openAccessKey({ database, root }, id);
    return key === null ? null : { ...key, principal: await loadPrincipal(reader, key.user) };
  });
  const findUser = remember<string, Principal>(generation, itself, async (uniqueId) => {
    const user = await findEntityByUniqueId(reader, uniqueId);
    return user?.kind === 'user' ? loadPrincipal(reader, user) : null;
  });
  const keys = new WeakMap<Session, string>();
  const keyOf = (session: Session): string => {
    const key = keys.get(session) ?? JSON.stringify(session);
    keys.set(session, key);
    return key;
  };
  return {
    findAccessKey: async (id) => (id.length > maxIdLength ? null : findAccessKey(id)),
    findUser: (uniqueId) => (uniqueId.length > maxIdLength ? null : findUser(uniqueId)),
    findSession: remember<Session, Principal>(generation, keyOf, (session) => loadSessionPrincipal(reader, session)),
  };
}

import { findEntity, findEntityByArn } from '../metadata/iam-entities.ts';
import type { Db } from '../metadata/schema.ts';
import { accountRoot, anonymous, type Principal } from '../model/principal.ts';
import { loadPrincipal } from './load-principal.ts';
import { assumedRoleArn } from './session-principal.ts';

const rootArn = /^arn:aws:iam::(\d{12}):root$/;
const sessionArn = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;

/** A role acts through sessions: without policies and tags of their own, they may do what the role may. */
async function sessionOf(db: Db, role: Parameters<typeof loadPrincipal>[1], name: string): Promise<Principal> {
  const own = await loadPrincipal(db, role);
  const uniqueId = `${role.uniqueId}:${name}`;
  return { ...own, kind: 'assumed-role', name, uniqueId, arn: assumedRoleArn(role, name) };
}

/**
 * A user, a role or a session of it, or the root of an account, with the policies of now; `anonymous` for nobody.
 * null: there is no such user or role.
 */
export async function findPrincipalByArn(db: Db, arn: string): Promise<Principal | null> {
  if (arn === anonymous.arn) return anonymous;
  const [, account] = rootArn.exec(arn) ?? [];
  if (account !== undefined) return accountRoot(account);
  const [, owner, roleName, session] = sessionArn.exec(arn) ?? [];
  if (owner !== undefined && roleName !== undefined && session !== undefined) {
    const role = await findEntity(db, owner, 'role', roleName);
    return role && sessionOf(db, role, session);
  }
  const entity = await findEntityByArn(db, arn);
  if (entity === null || entity.kind === 'group') return null;
  return entity.kind === 'role' ? sessionOf(db, entity, 'any-session') : loadPrincipal(db, entity);
}

import type { Clock } from '../kernel/clock.ts';
import { AuthenticationError } from './authentication-error.ts';
import type { LastUse } from './last-use.ts';
import type { Principals } from './principals.ts';
import type { SessionSeals } from './session-seals.ts';
import type { FindAccessKey, SigningCredentials } from './sigv4.ts';

export interface FindCredentialsDeps {
  readonly principals: Principals;
  readonly seals: SessionSeals;
  readonly lastUse: LastUse;
  readonly clock: Clock;
}

/** Temporary credentials are all in their session token; only whom they stand for is looked up. */
async function findTemporary(
  { principals, seals, clock }: FindCredentialsDeps,
  id: string,
  securityToken: string,
): Promise<SigningCredentials | null> {
  const credentials = await seals.openCredentials(securityToken);
  if (credentials?.accessKeyId !== id) return null;
  const { session, secret } = credentials;
  if (clock.now().getTime() >= session.expiresAt * 1000)
    throw new AuthenticationError('ExpiredToken', 'The security token included in the request is expired.');
  const principal = await principals.findSession(session);
  return principal === null ? null : { principal, secret, session };
}

/** Whom an access key stands for: a user's active one, or temporary credentials with their session token. */
export const createFindCredentials =
  (deps: FindCredentialsDeps): FindAccessKey =>
  async (id, securityToken) => {
    if (securityToken !== null) return findTemporary(deps, id, securityToken);
    const key = await deps.principals.findAccessKey(id);
    if (key?.status !== 'Active') return null;
    return { ...key, noteUse: (service, region) => deps.lastUse.note({ kind: 'access-key', id, service, region }) };
  };

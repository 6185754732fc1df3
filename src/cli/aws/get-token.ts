import { SettingsError } from '../../config/settings.ts';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { askCodeartifact } from './ask-codeartifact.ts';
import type { ApiAccess } from './find-access.ts';

export interface TokenRequest {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  /** As it was written; the server checks it. */
  readonly durationSeconds?: string | undefined;
}

export interface AuthorizationToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token of GetAuthorizationToken. */
export async function getToken(
  user: UserEnvironment,
  access: ApiAccess,
  { domain, domainOwner, durationSeconds }: TokenRequest,
): Promise<AuthorizationToken> {
  const query = { domain, 'domain-owner': domainOwner, duration: durationSeconds };
  const answer = await askCodeartifact(user, access, { method: 'POST', path: '/v1/authorization-token', query });
  const { authorizationToken: token, expiration } = answer;
  if (typeof token !== 'string' || typeof expiration !== 'number') throw new SettingsError('The server gave no token.');
  return { token, expiresAt: new Date(expiration * 1000) };
}

import type { IncomingHttpHeaders } from 'node:http';
import type { AuthTokens } from '../identity/auth-token.ts';
import { extractToken } from '../identity/credential.ts';
import type { Principals } from '../identity/principals.ts';
import { UnauthenticatedError } from './failure.ts';
import type { Bearer } from './mount-formats.ts';

export interface AuthenticateDeps {
  readonly tokens: AuthTokens;
  readonly principals: Principals;
}

const renew = "get another with 'aws codeartifact get-authorization-token' or 'aws codeartifact login'";

/** Whose token it is. UnauthenticatedError says what is wrong with one that is not good. */
export async function bearerOf({ tokens, principals }: AuthenticateDeps, token: string): Promise<Bearer> {
  const verdict = await tokens.verify(token);
  if (verdict.kind === 'expired') throw new UnauthenticatedError(`The token has expired: ${renew}.`);
  if (verdict.kind === 'invalid') throw new UnauthenticatedError(`The token is not one of this server: ${renew}.`);
  const { principalId, domain } = verdict.claims;
  const principal = await principals.findPrincipal(principalId);
  if (principal === null) throw new UnauthenticatedError(`The user that the token was made for is gone: ${renew}.`);
  return { principal, credential: token, domainId: domain.id };
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** The caller of a package request, by its Authorization header or by the header that its format has for tokens. */
export async function authenticate(
  deps: AuthenticateDeps,
  headers: IncomingHttpHeaders,
  credentialHeader: string | undefined,
): Promise<Bearer> {
  const ownHeader = credentialHeader === undefined ? undefined : single(headers[credentialHeader.toLowerCase()]);
  const token = extractToken(headers.authorization, ownHeader);
  if (token === null) throw new UnauthenticatedError(`This request carries no token: ${renew}.`);
  return bearerOf(deps, token);
}

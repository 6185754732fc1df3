import type { IncomingHttpHeaders } from 'node:http';
import type { Bearers, BearerVerdict } from '../identity/bearers.ts';
import { extractToken } from '../identity/credential.ts';
import { UnauthenticatedError } from './failure.ts';
import type { Bearer } from './mount-formats.ts';

export interface AuthenticateDeps {
  readonly bearers: Bearers;
}

const renew = "get another with 'aws codeartifact get-authorization-token' or 'aws codeartifact login'";

const refusals: Readonly<Record<Exclude<BearerVerdict['kind'], 'valid'>, string>> = {
  expired: 'The token has expired',
  invalid: 'The token is not one of this server',
  revoked: 'The token was revoked',
  gone: 'The user or role that the token was made for is gone',
};

/** Whose token it is. UnauthenticatedError says what is wrong with one that is not good. */
export async function bearerOf({ bearers }: AuthenticateDeps, token: string): Promise<Bearer> {
  const verdict = await bearers.find(token);
  if (verdict.kind !== 'valid') throw new UnauthenticatedError(`${refusals[verdict.kind]}: ${renew}.`);
  const { principal, tokenId, domainId } = verdict;
  return { principal, credential: token, tokenId, domainId };
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

import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import { maxTokenLength } from './credential.ts';
import type { Session } from './session.ts';
import type { SessionSeals } from './session-seals.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Whom a token stands for and where it is good. What they may do is decided at each request, not here. */
export interface TokenSubject {
  readonly principalId: string;
  readonly principalArn: string;
  readonly accessKeyId: string;
  /** Of temporary credentials; null: a user's own. */
  readonly session: Session | null;
  readonly domain: { readonly id: number; readonly owner: string; readonly name: string };
}

export interface TokenClaims extends TokenSubject {
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly claims: TokenClaims }
  /** Ours, but its time is over. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

export interface AuthTokens {
  issue(subject: TokenSubject, durationSeconds: number): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  verify(token: string): Promise<TokenVerdict>;
}

export interface AuthTokensDeps {
  readonly keys: SigningKeys;
  readonly seals: SessionSeals;
  readonly clock: Clock;
}

const issuer = 'coffer';
const maxRemembered = 10_000;

const isText = (value: unknown): value is string => typeof value === 'string';

/** null when a claim is not what `issue` writes. */
function readClaims(payload: Readonly<Record<string, unknown>>): Omit<TokenClaims, 'session'> | null {
  const { sub, arn, aki, dom, own, dn, jti, iat, exp } = payload;
  if (!isText(sub) || !isText(arn) || !isText(aki) || !isText(own) || !isText(dn) || !isText(jti)) return null;
  if (typeof dom !== 'number' || typeof iat !== 'number' || typeof exp !== 'number') return null;
  return {
    principalId: sub,
    principalArn: arn,
    accessKeyId: aki,
    domain: { id: dom, owner: own, name: dn },
    tokenId: jti,
    issuedAt: new Date(iat * 1000),
    expiresAt: new Date(exp * 1000),
  };
}

/** The claims with the session that is sealed in them; null when it is not one of ours. */
async function withSession(
  { seals }: AuthTokensDeps,
  claims: Omit<TokenClaims, 'session'>,
  sealed: unknown,
): Promise<TokenClaims | null> {
  if (sealed === undefined) return { ...claims, session: null };
  const session = isText(sealed) ? await seals.openSession(sealed) : null;
  return session === null ? null : { ...claims, session };
}

async function check(deps: AuthTokensDeps, token: string): Promise<TokenVerdict> {
  const { keys, clock } = deps;
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? null : await keys.findPublic(kid);
        if (key === null) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { algorithms: ['EdDSA'], issuer, currentDate: clock.now(), requiredClaims: ['exp'] },
    );
    const read = readClaims(payload);
    const claims = read && (await withSession(deps, read, payload['ses']));
    return claims === null ? { kind: 'invalid' } : { kind: 'valid', claims };
  } catch (error) {
    // The signature is checked before the time is.
    if (error instanceof errors.JWTExpired) return { kind: 'expired' };
    if (error instanceof errors.JOSEError) return { kind: 'invalid' };
    throw error;
  }
}

/**
 * Tokens of GetAuthorizationToken: JWTs (RFC 7519) signed with EdDSA (RFC 8037), good for one domain. Those that were
 * verified are remembered, so that the signature is checked once a token and not once a request; the time always is.
 */
export function createAuthTokens(deps: AuthTokensDeps): AuthTokens {
  const { keys, seals, clock } = deps;
  const verified = new LRUCache<string, { readonly kind: 'valid'; readonly claims: TokenClaims }>({
    max: maxRemembered,
  });
  return {
    async issue({ principalId, principalArn, accessKeyId, session, domain }, durationSeconds) {
      const { id, privateKey } = await keys.current();
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      const expiresAt = issuedAt + durationSeconds;
      const token = await new SignJWT({
        arn: principalArn,
        aki: accessKeyId,
        dom: domain.id,
        own: domain.owner,
        dn: domain.name,
        ...(session !== null && { ses: await seals.sealSession(session) }),
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: id })
        .setIssuer(issuer)
        .setSubject(principalId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(privateKey);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined) {
        if (clock.now() < known.claims.expiresAt) return known;
        verified.delete(token);
        return { kind: 'expired' };
      }
      if (token.length > maxTokenLength) return { kind: 'invalid' };
      const verdict = await check(deps, token);
      if (verdict.kind === 'valid') verified.set(token, verdict);
      return verdict;
    },
  };
}

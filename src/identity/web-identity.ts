import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import { createIssuerKeys, type Issuer, IssuerError, type IssuerKeysDeps } from './issuer-keys.ts';

/** What a token of an issuer says. */
export interface WebIdentity {
  readonly subject: string;
  /** Whom the token is for, of those that were asked for. */
  readonly audience: string;
  /** Claims that conditions can read, by name: texts, numbers and booleans as texts, and lists of texts. */
  readonly claims: ReadonlyMap<string, string | readonly string[]>;
}

export type WebIdentityVerdict =
  | { readonly kind: 'valid'; readonly identity: WebIdentity }
  | { readonly kind: 'invalid' | 'expired' | 'unreachable'; readonly message: string };

export interface WebIdentities {
  /** The issuer that the token names, not verified; null: it is no token. */
  issuerOf(token: string): string | null;
  /** Whether the token is one of the issuer, for one of these audiences, and its time has come and is not over. */
  verify(token: string, issuer: Issuer, audiences: readonly string[]): Promise<WebIdentityVerdict>;
}

/** Signatures by keys of the issuer alone; never by a shared secret (RFC 8725, section 3.1). */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const maxClaims = 100;
const clockToleranceSeconds = 60;

function readable(value: unknown): string | readonly string[] | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The audience of a token that is one of those asked for: `azp` where there is one, as AWS reads it. */
const audienceOf = ({ aud, azp }: JWTPayload, wanted: readonly string[]): string | undefined =>
  (isText(azp) ? [azp] : [aud].flat()).find((audience) => isText(audience) && wanted.includes(audience));

function identityOf(payload: JWTPayload, wanted: readonly string[]): WebIdentity | string {
  const audience = audienceOf(payload, wanted);
  if (audience === undefined) return 'Incorrect token audience';
  const { sub: subject } = payload;
  if (!isText(subject) || subject === '') return 'it has no subject';
  const claims = Object.entries(payload).flatMap(([name, value]) => {
    const read = readable(value);
    return read === null ? [] : [[name, read] as const];
  });
  if (claims.length > maxClaims) return `it has more than ${maxClaims} claims`;
  return { subject, audience, claims: new Map([...claims, ['aud', audience]]) };
}

function refusalOf(error: unknown): WebIdentityVerdict {
  if (error instanceof errors.JWTExpired) return { kind: 'expired', message: 'Token expired' };
  if (error instanceof IssuerError) return { kind: 'unreachable', message: error.message };
  if (error instanceof errors.JOSEError) return { kind: 'invalid', message: error.message };
  throw error;
}

/** Tokens of OpenID Connect issuers: CI jobs and workloads that hold no key of this server. */
export function createWebIdentities(deps: IssuerKeysDeps & { readonly clock: Clock }): WebIdentities {
  const keyOf = createIssuerKeys(deps);
  return {
    issuerOf(token) {
      try {
        return decodeJwt(token).iss ?? null;
      } catch {
        return null;
      }
    },
    async verify(token, issuer, audiences) {
      try {
        const { payload } = await jwtVerify(token, keyOf(issuer), {
          ...{ algorithms, requiredClaims: ['exp', 'iat', 'sub', 'aud'], clockTolerance: clockToleranceSeconds },
          currentDate: deps.clock.now(),
        });
        const identity = identityOf(payload, audiences);
        return typeof identity === 'string' ? { kind: 'invalid', message: identity } : { kind: 'valid', identity };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

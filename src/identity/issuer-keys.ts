import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../kernel/clock.ts';
import { singleFlight } from '../kernel/single-flight.ts';

/** An issuer of tokens, as its tokens name it. */
export interface Issuer {
  readonly url: URL;
  /** The operator said that it may be anywhere; else it has to be on the public internet, with https. */
  readonly isTrusted: boolean;
}

export interface IssuerKeysDeps {
  readonly clock: Clock;
  /** One GET of a small JSON document. Rejects with what went wrong. */
  fetchJson(url: URL, issuer: Issuer): Promise<unknown>;
}

/** The issuer's keys could not be had. The message says why. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
}

/** The keys of an issuer's tokens, by their ids. */
export type FindIssuerKey = (issuer: Issuer) => JWTVerifyGetKey;

const keepMilliseconds = 3_600_000;
/** A token with a key that is not known makes the server look again, at most this often. */
const lookAgainMilliseconds = 30_000;
const maxIssuers = 100;
const maxKeys = 100;

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly readAt: number;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** OpenID Connect Discovery 1.0, section 4: below the issuer's path. */
const discoveryOf = ({ url }: Issuer): URL => {
  const discovery = new URL(url);
  discovery.pathname = `${url.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return discovery;
};

const sameIssuer = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '');

async function load({ fetchJson }: IssuerKeysDeps, issuer: Issuer): Promise<JWTVerifyGetKey> {
  const configuration = await fetchJson(discoveryOf(issuer), issuer);
  if (!isObject(configuration)) throw new IssuerError('its configuration is no JSON object');
  const { issuer: named, jwks_uri: address } = configuration;
  if (typeof named !== 'string' || !sameIssuer(named, issuer.url.href))
    throw new IssuerError(`its configuration is that of another issuer, ${JSON.stringify(named)}`);
  const url = typeof address === 'string' ? URL.parse(address) : null;
  if (url === null || (url.protocol !== 'https:' && !(issuer.isTrusted && url.protocol === 'http:')))
    throw new IssuerError('its configuration has no jwks_uri with https');
  const keys = await fetchJson(url, issuer);
  if (!isObject(keys) || !Array.isArray(keys['keys']) || keys['keys'].length > maxKeys)
    throw new IssuerError('its key set is none, or too large');
  try {
    return createLocalJWKSet(keys as never);
  } catch (error) {
    throw new IssuerError(`its key set cannot be used: ${(error as Error).message}`);
  }
}

/** Keys by way of the issuer's own configuration, kept for an hour, and looked for again when there is a new one. */
export function createIssuerKeys(deps: IssuerKeysDeps): FindIssuerKey {
  const known = new LRUCache<string, Known>({ max: maxIssuers });
  const flights = singleFlight<Known>();
  const read = (issuer: Issuer): Promise<Known> =>
    flights.run(issuer.url.href, async () => {
      const readAt = deps.clock.now().getTime();
      const fresh = { find: await load(deps, issuer), readAt };
      known.set(issuer.url.href, fresh);
      return fresh;
    });
  return (issuer) => async (header, token) => {
    const kept = known.get(issuer.url.href);
    const age = (of: Known): number => deps.clock.now().getTime() - of.readAt;
    const current = kept === undefined || age(kept) > keepMilliseconds ? await read(issuer) : kept;
    try {
      return await current.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || age(current) < lookAgainMilliseconds) throw error;
      return (await read(issuer)).find(header, token);
    }
  };
}

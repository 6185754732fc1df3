import type { UserEnvironment } from '../../config/user-environment.ts';
import { parsePackagePath } from '../../http/request-path.ts';
import { type AccessOptions, findAccess } from '../aws/find-access.ts';
import { getEndpoint } from '../aws/get-endpoint.ts';
import { getToken } from '../aws/get-token.ts';
import { forget, type KeptToken, keep, readKept } from './kept-tokens.ts';

export interface FindTokenOptions extends AccessOptions {
  readonly durationSeconds?: string;
}

/** Tokens for the addresses that package managers ask with. */
export interface TokenSource {
  /**
   * A token for an address below a repository's endpoint, kept or new; null: the address is not one of the server that the
   * user has credentials for. SettingsError when the server cannot be asked, or refuses.
   */
  find(address: string): Promise<KeptToken | null>;
  /** Makes the next `find` ask for a new one. */
  drop(address: string): Promise<void>;
}

const isBelow = (url: URL, endpoint: string): boolean =>
  `${url.origin}${url.pathname.replace(/\/?$/, '/')}`.startsWith(endpoint);

export function openTokenSource(user: UserEnvironment, options: FindTokenOptions): TokenSource {
  function locate(address: string) {
    const url = URL.parse(address);
    const place = url && parsePackagePath(url.pathname, url.host);
    if (url === null || place === null) return null;
    const access = findAccess(user, options);
    const { format, domain, owner, repository } = place;
    const request = { format, domain, domainOwner: owner, repository };
    const { durationSeconds = '' } = options;
    const asked = [access.endpoint.href, access.region, access.key.accessKeyId, durationSeconds];
    return { url, access, request, subject: [...asked, url.origin, format, domain, owner, repository] };
  }
  return {
    async find(address) {
      const located = locate(address);
      if (located === null) return null;
      const { url, access, request, subject } = located;
      const now = Date.now();
      const kept = await readKept(user, subject, now);
      if (kept !== null) return isBelow(url, kept.endpoint) ? kept : null;
      // Only the server knows which addresses are its own: no other gets a token.
      const endpoint = await getEndpoint(user, access, request);
      if (!isBelow(url, endpoint)) return null;
      const { token, expiresAt } = await getToken(user, access, { ...options, ...request });
      const fresh = { token, issuedAt: now, expiresAt: expiresAt.getTime(), endpoint };
      await keep(user, subject, fresh);
      return fresh;
    },
    async drop(address) {
      const located = locate(address);
      if (located !== null) await forget(user, located.subject);
    },
  };
}

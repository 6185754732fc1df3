import type { Issuer } from './issuer-keys.ts';

const sameAddress = (a: URL, b: URL): boolean => a.href.replace(/\/$/, '') === b.href.replace(/\/$/, '');

/**
 * The issuer at an address: one that the operator trusts, wherever that is, or any other with https. null: no issuer can
 * be there.
 */
export const createIssuerAt =
  (trusted: readonly URL[]) =>
  (text: string): Issuer | null => {
    const url = URL.parse(text);
    if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return null;
    const isTrusted = trusted.some((known) => sameAddress(known, url));
    return isTrusted || url.protocol === 'https:' ? { url, isTrusted } : null;
  };

/** How IAM spells the address of an issuer: without its scheme, and without a '/' at its end. */
export const nameOfIssuer = ({ url }: Issuer): string => url.href.slice(url.protocol.length + 2).replace(/\/$/, '');

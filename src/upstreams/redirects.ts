/** RFC 9110 §15.4: those that may be followed with GET. */
const followed = new Set([301, 302, 303, 307, 308]);
export const maxRedirects = 5;

export type RedirectTarget =
  | { readonly kind: 'stay' }
  | { readonly kind: 'go'; readonly url: URL }
  /** The reason is the end of a sentence. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Where a reply sends the client, without credentials and fragment. */
export function redirectTarget(status: number, location: string | undefined, from: URL): RedirectTarget {
  if (!followed.has(status) || location === undefined) return { kind: 'stay' };
  if (!URL.canParse(location, from.href))
    return { kind: 'refused', reason: 'it redirects to something that is no URL' };
  const url = new URL(location, from);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { kind: 'refused', reason: `it redirects to a ${url.protocol} URL` };
  if (from.protocol === 'https:' && url.protocol === 'http:')
    return { kind: 'refused', reason: 'it redirects from https to http' };
  url.username = '';
  url.password = '';
  url.hash = '';
  return { kind: 'go', url };
}

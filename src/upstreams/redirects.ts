/** RFC 9110 §15.4: those that may be followed with GET. */
const followed = new Set([301, 302, 303, 307, 308]);
export const maxRedirects = 5;

/** Where a reply sends the client; null: nowhere. Throws, as the end of a sentence, where it must not go. */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | null {
  if (!followed.has(status) || location === undefined) return null;
  if (!URL.canParse(location, from.href)) throw new Error('it redirects to something that is no URL');
  const target = new URL(location, from);
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    throw new Error(`it redirects to a ${target.protocol} URL`);
  if (from.protocol === 'https:' && target.protocol === 'http:') throw new Error('it redirects from https to http');
  target.username = '';
  target.password = '';
  target.hash = '';
  return target;
}

/** More than this is no token of ours (AWS allows about 2 kB). */
export const maxTokenLength = 8192;

const schemes: readonly string[] = ['bearer', 'token', 'basic'];

/** user:T, with any user; a client that has one field only sends T as the user, without a password. */
function fromBasic(encoded: string): string | null {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return decoded;
  const password = decoded.slice(colon + 1);
  return password === '' ? decoded.slice(0, colon) : password;
}

function fromAuthorization(header: string): string | null {
  const text = header.trim();
  const space = text.indexOf(' ');
  const scheme = (space < 0 ? text : text.slice(0, space)).toLowerCase();
  const rest = space < 0 ? '' : text.slice(space + 1).trim();
  if (!schemes.includes(scheme)) return space < 0 ? text : null;
  return scheme === 'basic' ? fromBasic(rest) : rest;
}

const plausible = (token: string | null): string | null =>
  token === null || token === '' || token.length > maxTokenLength || token.includes(' ') ? null : token;

/**
 * The token that a package client presents: `Bearer T` (RFC 6750), `Basic base64(anyone:T)` (RFC 7617), `Token T`, T
 * alone, or T in the header of its own that the format names. null when there is none; nothing is verified here.
 */
export function extractToken(authorization: string | undefined, ownHeader?: string): string | null {
  const given = authorization === undefined || authorization.length > 2 * maxTokenLength ? null : authorization;
  return plausible(given === null ? null : fromAuthorization(given)) ?? plausible(ownHeader?.trim() ?? null);
}

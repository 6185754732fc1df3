import { invalid } from '../kernel/errors.ts';

/** A request target taken apart. Names and values are decoded once; '+' stands for itself, as SDKs write it. */
export interface RequestTarget {
  /** As it came, undecoded. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
}

const malformed = (place: string) => invalid(`The ${place} is not percent-encoded UTF-8.`, 'CANNOT_PARSE');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('query string');
  }
}

/** Validation when the query is no percent-encoded UTF-8. */
export function parseTarget(target: string): RequestTarget {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: [] };
  const pieces = target
    .slice(mark + 1)
    .split('&')
    .filter((piece) => piece !== '');
  const query = pieces.map((piece) => {
    const equals = piece.indexOf('=');
    return equals < 0
      ? ([decode(piece), ''] as const)
      : ([decode(piece.slice(0, equals)), decode(piece.slice(equals + 1))] as const);
  });
  return { path: target.slice(0, mark), query };
}

/** RFC 3986: everything but the unreserved characters is encoded, in upper-case hex. */
export const encodeComponent = (text: string): string => {
  if (!text.isWellFormed()) throw malformed('request target');
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
};

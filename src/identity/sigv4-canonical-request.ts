import { encodeComponent, type RequestTarget } from './sigv4-target.ts';

export interface CanonicalParts {
  readonly method: string;
  readonly target: RequestTarget;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/** Every service but S3: without dot segments and doubled slashes, and encoded once more than on the wire. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encodeComponent(segment));
  }
  if (segments.length === 0) return '/';
  return `/${segments.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function canonicalQuery(query: RequestTarget['query']): string {
  const encoded = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeComponent(name), encodeComponent(value)] as const);
  encoded.sort(([a, x], [b, y]) => byText(a, b) || byText(x, y));
  return encoded.map(([name, value]) => `${name}=${value}`).join('&');
}

const canonicalValue = (value: string | undefined): string => (value ?? '').trim().replace(/\s+/g, ' ');

/** AWS: "Create a signed AWS API request", step 1. */
export const canonicalRequest = ({ method, target, headers, signedHeaders, payloadHash }: CanonicalParts): string =>
  [
    method,
    canonicalPath(target.path),
    canonicalQuery(target.query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(headers[name])}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');

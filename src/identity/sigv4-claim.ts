import { AuthenticationError } from './authentication-error.ts';
import type { RequestTarget } from './sigv4-target.ts';

/** What a request says of its own signature. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly signedAt: Date;
  /** Lower case, in the order of the claim. */
  readonly signedHeaders: readonly string[];
  /** Hex. */
  readonly signature: string;
  readonly securityToken: string | null;
  /** null: signed by header. */
  readonly expiresSeconds: number | null;
}

export const algorithm = 'AWS4-HMAC-SHA256';

type Headers = Readonly<Record<string, string | undefined>>;

const incomplete = (message: string): AuthenticationError => new AuthenticationError('IncompleteSignature', message);

function parseTimestamp(text: string | undefined): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '') ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) throw incomplete('X-Amz-Date must be present, as YYYYMMDDTHHMMSSZ in UTC.');
  return time;
}

function parseCredential(text: string): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const parts = text.split('/');
  const [date, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId === '' || !date || !region || !service || terminator !== 'aws4_request')
    throw incomplete('Credential must be ACCESS_KEY_ID/YYYYMMDD/REGION/SERVICE/aws4_request.');
  return { accessKeyId, date, region, service };
}

interface Texts {
  readonly credential: string;
  readonly timestamp: string | undefined;
  readonly signedHeaders: string;
  readonly signature: string;
}

function claimOf(texts: Texts, securityToken: string | null, expiresSeconds: number | null): SignatureClaim {
  const { credential, timestamp = '', signedHeaders, signature } = texts;
  return {
    ...parseCredential(credential),
    timestamp,
    signedAt: parseTimestamp(timestamp),
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    securityToken,
    expiresSeconds,
  };
}

function fromHeader(authorization: string, headers: Headers): SignatureClaim {
  const space = authorization.indexOf(' ');
  if (authorization.slice(0, space) !== algorithm) throw incomplete(`Authorization must begin with ${algorithm}.`);
  const fields = new Map<string, string>();
  for (const field of authorization.slice(space + 1).split(',')) {
    const equals = field.indexOf('=');
    fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const field = (name: string): string => {
    const value = fields.get(name);
    if (!value) throw incomplete(`Authorization lacks ${name}.`);
    return value;
  };
  const texts = {
    credential: field('Credential'),
    signedHeaders: field('SignedHeaders'),
    signature: field('Signature'),
    timestamp: headers['x-amz-date'],
  };
  return claimOf(texts, headers['x-amz-security-token'] ?? null, null);
}

function fromQuery(query: ReadonlyMap<string, string>): SignatureClaim {
  const parameter = (name: string): string => {
    const value = query.get(name);
    if (!value) throw incomplete(`The presigned URL lacks ${name}.`);
    return value;
  };
  if (parameter('X-Amz-Algorithm') !== algorithm) throw incomplete(`X-Amz-Algorithm must be ${algorithm}.`);
  const expires = parameter('X-Amz-Expires');
  if (!/^\d{1,6}$/.test(expires) || Number(expires) > 604_800)
    throw incomplete('X-Amz-Expires must be a number of seconds from 0 to 604800 (7 days).');
  const texts = {
    credential: parameter('X-Amz-Credential'),
    signedHeaders: parameter('X-Amz-SignedHeaders'),
    signature: parameter('X-Amz-Signature'),
    timestamp: parameter('X-Amz-Date'),
  };
  return claimOf(texts, query.get('X-Amz-Security-Token') ?? null, Number(expires));
}

/** The claim in the Authorization header or in the query of a presigned URL; AuthenticationError without a whole one. */
export function parseClaim(target: RequestTarget, headers: Headers): SignatureClaim {
  const query = new Map<string, string>();
  for (const [name, value] of target.query) {
    if (!name.startsWith('X-Amz-')) continue;
    if (query.has(name)) throw incomplete(`The query names ${name} twice.`);
    query.set(name, value);
  }
  const authorization = headers['authorization'];
  const presigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (authorization !== undefined && presigned)
    throw incomplete('The request is signed twice: in its Authorization header and in its query.');
  if (authorization !== undefined) return fromHeader(authorization, headers);
  if (presigned) return fromQuery(query);
  throw new AuthenticationError(
    'MissingAuthenticationToken',
    'The request is not signed. Sign it with AWS Signature Version 4, as the AWS CLI and SDKs do.',
  );
}

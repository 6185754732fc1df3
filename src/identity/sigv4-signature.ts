import { createHash, createHmac } from 'node:crypto';
import { type CanonicalParts, canonicalRequest } from './sigv4-canonical-request.ts';
import { algorithm } from './sigv4-claim.ts';

export interface SigningScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const credentialScope = ({ date, region, service }: SigningScope): string =>
  `${date}/${region}/${service}/aws4_request`;

/** AWS: "Create a signed AWS API request", steps 2 to 4. */
export function signatureOf(parts: CanonicalParts, scope: SigningScope, secret: string): Buffer {
  const { date, region, service, timestamp } = scope;
  const digest = createHash('sha256').update(canonicalRequest(parts)).digest('hex');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, [algorithm, timestamp, credentialScope(scope), digest].join('\n'));
}

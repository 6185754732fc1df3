import { createHash } from 'node:crypto';
import { algorithm } from './sigv4-claim.ts';
import { credentialScope, signatureOf } from './sigv4-signature.ts';
import { parseTarget } from './sigv4-target.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken: string | null;
}

export interface RequestToSign {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly region: string;
  /** The signing name, such as `codeartifact`. */
  readonly service: string;
  readonly now: Date;
}

/** The headers, names in lower case, that sign a request by AWS Signature Version 4. */
export function signRequest(request: RequestToSign, key: AccessKey): Record<string, string> {
  const { method, url, body, region, service, now } = request;
  const timestamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { date: timestamp.slice(0, 8), region, service, timestamp };
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': timestamp,
    ...(key.sessionToken !== null && { 'x-amz-security-token': key.sessionToken }),
  };
  const signedHeaders = Object.keys(headers).sort();
  const target = parseTarget(`${url.pathname}${url.search}`);
  const signature = signatureOf({ method, target, headers, signedHeaders, payloadHash }, scope, key.secretAccessKey);
  const credential = `Credential=${key.accessKeyId}/${credentialScope(scope)}`;
  const claim = [credential, `SignedHeaders=${signedHeaders.join(';')}`, `Signature=${signature.toString('hex')}`];
  return { ...headers, authorization: `${algorithm} ${claim.join(', ')}` };
}

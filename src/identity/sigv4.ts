import { timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Principal } from '../model/principal.ts';
import { AuthenticationError } from './authentication-error.ts';
import type { Session } from './session.ts';
import { parseClaim, type SignatureClaim } from './sigv4-claim.ts';
import { checkedStream, declaredHash, readDeclared, readPayload } from './sigv4-payload.ts';
import { signatureOf } from './sigv4-signature.ts';
import type { RequestTarget } from './sigv4-target.ts';

export interface SignedRequest {
  readonly method: string;
  readonly target: RequestTarget;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

export interface SigningCredentials {
  readonly secret: string;
  readonly principal: Principal;
  /** Of temporary credentials. */
  readonly session?: Session;
  /** Called once the signature was found to be theirs. */
  noteUse?(service: string, region: string): void;
}

/**
 * null: there is no such key, it is not active, or the session token is not its own. AuthenticationError for one whose
 * time is over.
 */
export type FindAccessKey = (id: string, securityToken: string | null) => Promise<SigningCredentials | null>;

export interface VerifyOptions {
  readonly findAccessKey: FindAccessKey;
  readonly now: Date;
  /** The signing name of the service that was asked. */
  readonly service: string;
  /** The only region accepted in the scope; null: any. */
  readonly region: string | null;
  /** How the body is taken: whole and checked, or streaming, checked as it passes. */
  readonly body: { readonly kind: 'whole'; readonly maxBytes: number } | { readonly kind: 'stream' };
}

/** Who signed. */
export interface Signer {
  readonly principal: Principal;
  readonly accessKeyId: string;
  /** null: signed with a key that lasts. */
  readonly session: Session | null;
}

export interface Verified extends Signer {
  readonly body: Buffer | Readable;
}

const maxSkewSeconds = 15 * 60;

const refuse = (message: string): AuthenticationError => new AuthenticationError('InvalidSignature', message);

/** AWS tells both times, so that a wrong clock is seen at once. */
function checkTime({ signedAt, timestamp, date, expiresSeconds }: SignatureClaim, now: Date): void {
  if (!timestamp.startsWith(date)) throw refuse("The date in Credential must be that of 'X-Amz-Date'.");
  const ageSeconds = (now.getTime() - signedAt.getTime()) / 1000;
  const times = `It was signed at ${timestamp}; the time here is ${now.toISOString()}.`;
  if (ageSeconds < -maxSkewSeconds || (expiresSeconds === null && ageSeconds > maxSkewSeconds))
    throw new AuthenticationError(
      'RequestTimeTooSkewed',
      `The request's time and the time of the server differ by more than 15 minutes. ${times}`,
    );
  if (expiresSeconds !== null && ageSeconds > expiresSeconds)
    throw new AuthenticationError('SignatureExpired', `The presigned URL was valid for ${expiresSeconds} s. ${times}`);
}

function checkScope(claim: SignatureClaim, { service, region }: VerifyOptions): void {
  if (claim.service !== service)
    throw refuse(`Credential should be scoped to correct service: '${service}', not '${claim.service}'.`);
  if (region !== null && claim.region !== region)
    throw refuse(`Credential should be scoped to the region '${region}', not '${claim.region}'.`);
}

/** What is not signed could have been added on the way. */
function checkSignedHeaders({ signedHeaders }: SignatureClaim, headers: SignedRequest['headers']): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      (name === 'host' || name.startsWith('x-amz-')) && headers[name] !== undefined && !signedHeaders.includes(name),
  );
  if (!signedHeaders.includes('host') && !unsigned.includes('host')) unsigned.push('host');
  if (unsigned.length > 0) throw refuse(`These headers are not signed and must be: ${unsigned.join(', ')}.`);
}

function checkSignature(request: SignedRequest, claim: SignatureClaim, secret: string, payloadHash: string): void {
  const parts = { ...request, signedHeaders: claim.signedHeaders, payloadHash };
  const wanted = signatureOf(parts, claim, secret);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw refuse(
    'The request signature we calculated does not match the signature you provided. Check the secret access key; ' +
      'a proxy in between must leave the path, the query and the Host header as they are.',
  );
}

/**
 * Verifies AWS Signature Version 4, by header or presigned URL, over the request as it came, and answers who signed it.
 * AuthenticationError otherwise; Validation for a body that is too large or not the one that was signed.
 */
export async function verifySignature(request: SignedRequest, options: VerifyOptions): Promise<Verified> {
  const { target, headers, body } = request;
  const claim = parseClaim(target, headers);
  const presigned = claim.expiresSeconds !== null;
  checkScope(claim, options);
  checkTime(claim, options.now);
  checkSignedHeaders(claim, headers);
  const declared = declaredHash(
    headers['x-amz-content-sha256'] ?? target.query.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1],
    presigned,
  );
  const { accessKeyId } = claim;
  const key = await options.findAccessKey(accessKeyId, claim.securityToken);
  if (key === null)
    throw new AuthenticationError('UnrecognizedClient', 'The security token included in the request is invalid.');

  const signer: Signer = { principal: key.principal, accessKeyId, session: key.session ?? null };
  const check = (payloadHash: string): void => {
    checkSignature(request, claim, key.secret, payloadHash);
    key.noteUse?.(claim.service, claim.region);
  };
  if (declared === null) {
    if (options.body.kind === 'stream')
      throw new AuthenticationError(
        'IncompleteSignature',
        'x-amz-content-sha256 must be the SHA-256 of the body here.',
      );
    const { bytes, hash } = await readPayload(body, options.body.maxBytes);
    check(hash);
    return { ...signer, body: bytes };
  }
  check(declared);
  if (options.body.kind === 'stream' && declared !== 'UNSIGNED-PAYLOAD')
    return { ...signer, body: checkedStream(body, declared) };
  const maxBytes = options.body.kind === 'whole' ? options.body.maxBytes : 0;
  return { ...signer, body: await readDeclared(body, declared, maxBytes) };
}

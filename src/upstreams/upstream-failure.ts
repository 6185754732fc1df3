import { RegistryError } from '../kernel/errors.ts';
import type { ExternalConnection } from './connections.ts';

/** Codes of node:tls for a certificate whose chain ends in a CA that is not trusted here. */
const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
]);

const sentences = new Map([
  ['ENOTFOUND', 'its host name cannot be resolved'],
  ['EAI_AGAIN', 'its host name cannot be resolved now'],
  ['ECONNREFUSED', 'it refuses connections'],
  ['ECONNRESET', 'it closed the connection'],
  ['UND_ERR_SOCKET', 'it closed the connection'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it took too long to accept a connection'],
  ['UND_ERR_HEADERS_TIMEOUT', 'it took too long to answer'],
  ['UND_ERR_BODY_TIMEOUT', 'it stopped sending in the middle of its answer'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'its answer is shorter than it said'],
  ['CERT_HAS_EXPIRED', 'its TLS certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its TLS certificate is for another host name'],
  ['Z_BUF_ERROR', 'its answer ends too early'],
  ['Z_DATA_ERROR', 'its compressed answer is damaged'],
]);

/** The subject of the CA that a peer's certificate chain ends in, where the connector saw one. */
export const issuers = new WeakMap<object, string>();

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Why an exchange failed, as the end of a sentence that tells the operator what to do about it. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  if (untrusted.has(code)) {
    const issuer = issuers.get(error);
    const ca = issuer === undefined ? 'the CA that signed it' : `the CA '${issuer}'`;
    return `its TLS certificate is not trusted (${code}): add ${ca} to the system's CAs, or start the server with NODE_EXTRA_CA_CERTS naming its file`;
  }
  if (error.name === 'TimeoutError') return 'its whole answer took too long';
  return sentences.get(code) ?? (code === '' ? error.message : `${error.message} (${code})`);
}

/** The network or the upstream's server failed, rather than that it said something wrong. */
export const isTransport = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || (codeOf(error) !== '' && codeOf(error) !== 'ERR_FORBIDDEN_ADDRESS'));

/** Failures that may be gone at the next attempt. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  return isTransport(error) && !untrusted.has(code) && !code.startsWith('CERT_') && !code.startsWith('ERR_');
}

/** Without query and credentials: those may be secret. */
export const shownUrl = (url: URL): string => `${url.origin}${url.pathname}`;

/** The upstream is out of order. Its message is fit for clients. */
export function upstreamFailure(
  connection: ExternalConnection,
  url: URL,
  reason: string,
  options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
): RegistryError {
  const message = `The upstream '${connection.name}' could not serve ${shownUrl(url)}: ${reason}.`;
  return new RegistryError('InternalServer', message, options);
}

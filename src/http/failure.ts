import type { Failure } from '../formats/format.ts';
import { type ErrorCode, RegistryError } from '../kernel/errors.ts';

/** Missing or bad credentials: 401 with the challenge that the client needs. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
}

/** Where a package request names no route, domain or repository that exists. */
const statuses: Record<ErrorCode, number> = {
  Validation: 400,
  ServiceQuotaExceeded: 402,
  AccessDenied: 403,
  ResourceNotFound: 404,
  Conflict: 409,
  Throttling: 429,
  InternalServer: 500,
};

/** What a package client is told; null for what is a bug or an outage and must be logged. */
export function failureOf(error: unknown, requestId: string): Failure | null {
  if (error instanceof UnauthenticatedError)
    return { code: 'Unauthenticated', status: 401, message: error.message, requestId, retryAfterSeconds: null };
  if (!(error instanceof RegistryError)) return null;
  const { code, message, retryAfterSeconds } = error;
  return { code, status: statuses[code], message, requestId, retryAfterSeconds };
}

export const outage = (requestId: string): Failure => ({
  code: 'InternalServer',
  status: 500,
  message: `Something went wrong on the server; its log tells more under request id ${requestId}.`,
  requestId,
  retryAfterSeconds: null,
});

import type { AuthenticationFailure } from '../identity/authentication-error.ts';
import { AuthenticationError } from '../identity/authentication-error.ts';
import { type ErrorCode, RegistryError } from '../kernel/errors.ts';
import type { ApiResponse } from './api.ts';
import { errorStatuses } from './model.generated.ts';

type ModelledError = keyof typeof errorStatuses;

const modelled: Record<ErrorCode, ModelledError> = {
  Validation: 'ValidationException',
  ServiceQuotaExceeded: 'ServiceQuotaExceededException',
  AccessDenied: 'AccessDeniedException',
  ResourceNotFound: 'ResourceNotFoundException',
  Conflict: 'ConflictException',
  Throttling: 'ThrottlingException',
  InternalServer: 'InternalServerException',
};

/** The words of the front door, which no service models. SDKs correct their clock by the Date header. */
const frontDoor: Record<AuthenticationFailure, string> = {
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  UnrecognizedClient: 'UnrecognizedClientException',
  InvalidSignature: 'InvalidSignatureException',
  ExpiredToken: 'ExpiredTokenException',
  SignatureExpired: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'RequestTimeTooSkewed',
};

const answer = (status: number, type: string, body: object, headers: Record<string, string> = {}): ApiResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, ...headers },
  body: JSON.stringify(body),
});

const fromRegistry = ({ code, message, resource, reason, retryAfterSeconds }: RegistryError): ApiResponse => {
  const type = modelled[code];
  const members = {
    message,
    ...(resource !== null && { resourceId: resource.id, resourceType: resource.type }),
    ...(reason !== null && { reason }),
  };
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) };
  return answer(errorStatuses[type], type, members, headers);
};

/** The error as rest-json carries it; null for what is a bug or an outage. */
export function renderError(error: unknown, now: Date): ApiResponse | null {
  if (error instanceof RegistryError) return fromRegistry(error);
  if (error instanceof AuthenticationError)
    return answer(403, frontDoor[error.failure], { message: error.message }, { date: now.toUTCString() });
  return null;
}

export const unknownOperation = (message: string): ApiResponse => answer(404, 'UnknownOperationException', { message });

export const outage = (requestId: string): ApiResponse =>
  answer(500, 'InternalServerException', {
    message: `Something went wrong on the server; its log tells more under request id ${requestId}.`,
  });

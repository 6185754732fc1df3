import type { ApiResponse } from '../../api/api.ts';
import { AuthenticationError, type AuthenticationFailure } from '../../identity/authentication-error.ts';
import { type ErrorCode, RegistryError } from '../../kernel/errors.ts';
import { QueryRefusal } from './refusal.ts';
import { renderXml } from './xml.ts';

/** The front door in the words of the Query protocol. */
const frontDoor: Record<AuthenticationFailure, string> = {
  MissingAuthenticationToken: 'MissingAuthenticationToken',
  IncompleteSignature: 'IncompleteSignature',
  UnrecognizedClient: 'InvalidClientTokenId',
  InvalidSignature: 'SignatureDoesNotMatch',
  SignatureExpired: 'SignatureDoesNotMatch',
  ExpiredToken: 'ExpiredToken',
  RequestTimeTooSkewed: 'RequestTimeTooSkewed',
};

const codes: Record<ErrorCode, { status: number; code: string }> = {
  Validation: { status: 400, code: 'ValidationError' },
  ServiceQuotaExceeded: { status: 409, code: 'LimitExceeded' },
  AccessDenied: { status: 403, code: 'AccessDenied' },
  ResourceNotFound: { status: 404, code: 'NoSuchEntity' },
  Conflict: { status: 409, code: 'EntityAlreadyExists' },
  Throttling: { status: 400, code: 'Throttling' },
  InternalServer: { status: 500, code: 'InternalFailure' },
};

export interface QueryError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export function renderQueryError({ status, code, message }: QueryError, xmlns: string, requestId: string): ApiResponse {
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const error = [
    ['Type', type],
    ['Code', code],
    ['Message', message],
  ] as const;
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: renderXml([
      [
        `ErrorResponse xmlns="${xmlns}"`,
        [
          ['Error', error],
          ['RequestId', requestId],
        ],
      ],
    ]),
  };
}

/** null for what is a bug or an outage. */
export function queryErrorOf(error: unknown): QueryError | null {
  if (error instanceof QueryRefusal) return error;
  if (error instanceof RegistryError) return { ...codes[error.code], message: error.message };
  if (error instanceof AuthenticationError)
    return { status: 403, code: frontDoor[error.failure], message: error.message };
  return null;
}

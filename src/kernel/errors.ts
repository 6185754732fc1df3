/** The seven codes of the CodeArtifact API, which every room speaks. */
export type ErrorCode =
  | 'ResourceNotFound'
  | 'Conflict'
  | 'Validation'
  | 'AccessDenied'
  | 'ServiceQuotaExceeded'
  | 'Throttling'
  | 'InternalServer';

export type ResourceType = 'domain' | 'repository' | 'package-group' | 'package' | 'package-version' | 'asset';

export interface ResourceRef {
  readonly type: ResourceType;
  readonly id: string;
}

/** `ValidationExceptionReason` of the API model. */
export type ValidationReason =
  | 'CANNOT_PARSE'
  | 'ENCRYPTION_KEY_ERROR'
  | 'FIELD_VALIDATION_FAILED'
  | 'UNKNOWN_OPERATION'
  | 'OTHER';

export interface RegistryErrorOptions {
  readonly resource?: ResourceRef;
  readonly reason?: ValidationReason;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal that the caller can act on. Anything else that is thrown is a bug or an outage, and answers 500. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: ErrorCode;
  readonly resource: ResourceRef | null;
  readonly reason: ValidationReason | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, options: RegistryErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.resource = options.resource ?? null;
    this.reason = options.reason ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

export const notFound = (resource: ResourceRef): RegistryError =>
  new RegistryError('ResourceNotFound', `The ${resource.type} '${resource.id}' does not exist.`, { resource });

export const alreadyExists = (resource: ResourceRef): RegistryError =>
  new RegistryError('Conflict', `The ${resource.type} '${resource.id}' already exists.`, { resource });

export const conflict = (message: string, resource?: ResourceRef): RegistryError =>
  new RegistryError('Conflict', message, resource === undefined ? {} : { resource });

export const invalid = (message: string, reason: ValidationReason = 'FIELD_VALIDATION_FAILED'): RegistryError =>
  new RegistryError('Validation', message, { reason });
